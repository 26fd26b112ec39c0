import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContainerResult } from '@harmonybatch/container-processes';
import type { Controller } from '../instances/controller';
import { NoInstanceError } from '../instances/revision';
import type { ServiceStore } from '../api/service-store';

const msPerSecond = 1_000;
const defaultTimeoutSeconds = 300;
const maxBodyBytes = 32 * 1024 * 1024;
/** Headers of one connection alone, which a proxy does not pass on. */
const ownHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'upgrade']);

/** The ingress: calls go to the service that the header `host` names, as `service.namespace.domain`. */
export class Gateway {
  constructor(
    private readonly store: ServiceStore,
    private readonly controller: Controller,
    private readonly domain: string,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = (request.headers.host ?? '').split(':')[0]!;
    const name = host.endsWith(`.${this.domain}`) ? host.slice(0, -this.domain.length - 1) : '';
    const revision = this.controller.servingOf(name);
    if (revision === undefined) return void response.writeHead(404).end();
    if (revision === null) return refuse(response, 503, 'no healthy upstream');
    const body = await bodyOf(request);
    if (body === null) return refuse(response, 413, 'Payload Too Large');
    try {
      const { method, url: path = '/' } = request;
      const call = {
        method: method === 'GET' ? 'GET' : 'POST',
        path,
        headers: passedOn(request.headers),
        body,
      } as const;
      answer(response, await revision.call({ ...call, timeoutMs: this.timeoutMsOf(name) }));
    } catch (error) {
      if (!(error instanceof NoInstanceError)) throw error;
      refuse(response, 503, error.message);
    }
  }

  private timeoutMsOf(name: string): number {
    const { timeoutSeconds = defaultTimeoutSeconds } = this.store.get(name).spec.template.spec;
    return timeoutSeconds * msPerSecond;
  }
}

function answer(response: ServerResponse, result: ContainerResult): void {
  if (result.kind === 'answered') {
    const { status, headers, body } = result.answer;
    response.writeHead(status, passedOn(headers)).end(body);
  } else if (result.kind === 'ended' && result.end.cause === 'timeout') refuse(response, 504, 'request timeout');
  else refuse(response, 502, 'bad gateway');
}

const refuse = (response: ServerResponse, status: number, message: string): void =>
  void response.writeHead(status, { 'content-type': 'text/plain' }).end(message);

function passedOn(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name, value]) => typeof value === 'string' && !ownHeaders.has(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
