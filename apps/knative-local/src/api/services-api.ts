import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Controller } from '../instances/controller';
import { admitted } from './admission';
import { ApiFault, badRequest } from './api-fault';
import type { ServiceStore } from './service-store';

const path = /^\/apis\/serving\.knative\.dev\/v1\/namespaces\/([^/]+)\/services(?:\/([^/]+))?$/;
const maxBodyBytes = 1024 * 1024;
const maxPageSize = 500;

export interface ApiOptions {
  readonly namespace: string;
  /** Bearer token that every call must bring. */
  readonly token: string;
}

/** The verbs of the Kubernetes API for services of one namespace: get, list, create, update, delete. */
export class ServicesEndpoint {
  constructor(
    private readonly store: ServiceStore,
    private readonly controller: Controller,
    private readonly options: ApiOptions,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [code, body] = await this.answer(request);
      send(response, code, body);
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      send(response, error.code, error.status);
    }
  }

  private async answer(request: IncomingMessage): Promise<[number, object]> {
    const url = new URL(request.url ?? '/', 'http://api');
    const [, namespace, name] = path.exec(url.pathname) ?? [];
    this.authorise(request, namespace);
    const { store, controller } = this;
    switch (`${request.method} ${name === undefined ? 'all' : 'one'}`) {
      case 'GET all':
        return [200, this.page(url.searchParams)];
      case 'GET one':
        return [200, store.get(name!)];
      case 'POST all':
        return [201, controller.observe(store.create(admitted(await jsonOf(request))))];
      case 'PUT one':
        return [200, controller.observe(store.replace(name!, admitted(await jsonOf(request))))];
      case 'DELETE one':
        controller.forget(store.delete(name!).metadata.name);
        return [200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }];
      default:
        throw new ApiFault(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
    }
  }

  private authorise({ headers }: IncomingMessage, namespace: string | undefined): void {
    if (headers.authorization !== `Bearer ${this.options.token}`)
      throw new ApiFault(401, 'Unauthorized', 'Unauthorized');
    if (namespace === undefined)
      throw new ApiFault(404, 'NotFound', 'the server could not find the requested resource');
    if (namespace === this.options.namespace) return;
    const message = `services.serving.knative.dev is forbidden: User cannot access resource "services" in the namespace "${namespace}"`;
    throw new ApiFault(403, 'Forbidden', message);
  }

  private page(query: URLSearchParams): object {
    const limit = Math.min(Number(query.get('limit') ?? maxPageSize), maxPageSize);
    const { items, next } = this.store.list(query.get('labelSelector') ?? '', limit, query.get('continue') ?? '');
    return { apiVersion: 'serving.knative.dev/v1', kind: 'ServiceList', metadata: { continue: next }, items };
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new ApiFault(413, 'RequestEntityTooLarge', 'the request is too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw badRequest('the body is not JSON');
  }
}

const send = (response: ServerResponse, code: number, body: object): void =>
  void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
