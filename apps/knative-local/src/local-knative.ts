import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceStore } from './api/service-store';
import { ServicesEndpoint } from './api/services-api';
import type { StartContainer } from './containers/containers';
import { Gateway } from './gateway/gateway';
import { Controller, type ControllerOptions } from './instances/controller';

export interface LocalKnativeOptions extends ControllerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly apiPort: number;
  readonly gatewayPort: number;
  readonly namespace: string;
  readonly token: string;
}

/** What the names of all hosts end with, behind those of service and namespace. */
const domain = 'local.example';
const keepAliveMs = 75_000;

/** Knative Serving as far as the adapter knows it, over containers of this machine. */
export class LocalKnative {
  private constructor(
    readonly apiUrl: string,
    readonly gatewayUrl: string,
    /** The header `host` of a call; `{service}` and `{namespace}` stand for names. */
    readonly hostTemplate: string,
    private readonly servers: readonly Server[],
    private readonly controller: Controller,
  ) {}

  static async open(start: StartContainer, options: LocalKnativeOptions): Promise<LocalKnative> {
    const store = new ServiceStore();
    const controller = new Controller(store, start, options);
    const api = new ServicesEndpoint(store, controller, options);
    const gateway = new Gateway(store, controller, `${options.namespace}.${domain}`);
    const servers = await Promise.all([
      serve(options.host, options.apiPort, (request, response) => api.handle(request, response)),
      serve(options.host, options.gatewayPort, (request, response) => gateway.handle(request, response)),
    ]);
    const [apiUrl, gatewayUrl] = servers.map(urlOf) as [string, string];
    return new LocalKnative(apiUrl, gatewayUrl, `{service}.{namespace}.${domain}`, servers, controller);
  }

  async close(): Promise<void> {
    await this.controller.close();
    await Promise.all(
      this.servers.map(async (server) => {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      }),
    );
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function serve(host: string, port: number, handle: Handler): Promise<Server> {
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      process.stderr.write(`knative-local: ${String(error)}\n`);
      response.destroy();
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
