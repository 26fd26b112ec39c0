import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication, Type, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';

export interface PublicServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Connections beyond that are closed at once. */
  readonly maxConnections: number;
  /** What goes before the controllers, such as static files; bodies are not read unless this has them read. */
  readonly prepare?: (app: NestExpressApplication) => void;
}

/** Slow or hostile clients: how long heads, whole calls and idle connections may take, ms, and how long heads may be, bytes. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
} as const;

/** The port of a service for its clients, apart from that of health and metrics, which are not for them. */
export class PublicServer {
  private constructor(
    private readonly app: INestApplication,
    private readonly server: Server,
  ) {}

  static async open(module: Type | DynamicModule, options: PublicServerOptions): Promise<PublicServer> {
    const adapter = new ExpressAdapter();
    const app = await NestFactory.create<NestExpressApplication>(module, adapter, {
      bodyParser: false,
      logger: false,
      abortOnError: false,
    });
    adapter.getInstance<{ disable(setting: string): void }>().disable('x-powered-by');
    options.prepare?.(app);
    await app.init();
    const server = createServer(limits, adapter.getInstance<RequestListener>());
    server.maxConnections = options.maxConnections;
    await listen(server, options);
    return new PublicServer(app, server);
  }

  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Takes no more connections, and ends those that are there. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
    await this.app.close();
  }
}

function listen(server: Server, { host, port }: PublicServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(void server.off('error', reject)));
  });
}
