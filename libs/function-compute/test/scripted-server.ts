import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FcConfig, FcCredentials } from '../src';

export interface SeenRequest {
  readonly method: string;
  /** Path and query without the API version's prefix. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Script = (request: SeenRequest, response: ServerResponse) => unknown;

/** A server on 127.0.0.1 that answers as the test tells it, and remembers what it was asked. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  /** One a connection: it resolves when that was closed. */
  readonly closings: Promise<void>[] = [];
  private readonly arrivals = new EventEmitter();
  private readonly server: Server;

  private constructor(public script: Script) {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const path = (request.url ?? '').replace('/2023-03-30', '');
        const body = Buffer.concat(chunks).toString('utf8');
        const seen = { method: request.method ?? '', path, headers: request.headers, body };
        this.requests.push(seen);
        this.script(seen, response);
        this.arrivals.emit('request');
      });
    });
    this.server.on('connection', (socket) => {
      this.closings.push(new Promise((resolve) => void socket.once('close', () => resolve())));
    });
  }

  static async start(script: Script = () => undefined): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(script);
    scripted.server.listen(0, '127.0.0.1');
    await once(scripted.server, 'listening');
    return scripted;
  }

  get config(): FcConfig & { readonly credentials: FcCredentials } {
    const { port } = this.server.address() as AddressInfo;
    return {
      endpoint: `127.0.0.1:${port}`,
      protocol: 'http',
      regionId: 'cn-hangzhou',
      credentials: {
        accessKeyId: 'AKTEST',
        accessKeySecret: 'a-secret-of-30-characters-....',
        securityToken: 'a-token-of-any-length',
      },
    };
  }

  /** Resolves when `count` requests have come. */
  async seen(count: number): Promise<void> {
    while (this.requests.length < count) await once(this.arrivals, 'request');
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

export const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** The platform's error envelope. */
export const refuse = (response: ServerResponse, status: number, code: string, message = 'no'): void =>
  json(response, status, { RequestId: '1-2-3', Code: code, Message: message });
