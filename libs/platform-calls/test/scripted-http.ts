import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on 127.0.0.1 that answers as the test tells it, and remembers what it was asked. */
export class ScriptedHttp {
  readonly requests: SeenRequest[] = [];

  private constructor(private readonly server: Server) {}

  static async start(script: (request: SeenRequest, response: ServerResponse) => void): Promise<ScriptedHttp> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const seen = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
        scripted.requests.push(seen);
        script(seen, response);
      });
    });
    const scripted = new ScriptedHttp(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
