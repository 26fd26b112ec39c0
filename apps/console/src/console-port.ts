import { Inject, Injectable } from '@nestjs/common';
import { Clock, StageEvents } from '@harmonybatch/ports';
import { PublicServer, Readiness, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import { Access } from './access/access';
import { Gate } from './access/gate';
import type { ConsoleVariables } from './console-variables';
import { RouteHandlers } from './protocol/call';
import { EventStream } from './protocol/event-stream';
import { servePages } from './protocol/pages';
import { ProtocolModule } from './protocol/protocol.module';
import { securityHeaders } from './protocol/security-headers';

const maxConnections = 1_000;
/** The largest body of a call: a what-if of a thousand apps. */
const maxBodyBytes = 512 * 1024;

/** The port of the pages and their API. */
@Injectable()
export class ConsolePort {
  private server: PublicServer | undefined;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ConsoleVariables,
    private readonly handlers: RouteHandlers,
    private readonly stream: EventStream,
    private readonly readiness: Readiness,
    private readonly clock: Clock,
    private readonly events: StageEvents,
  ) {}

  async open(): Promise<void> {
    const { host, port, token } = this.config;
    const module = ProtocolModule.with([
      { provide: RouteHandlers, useValue: this.handlers },
      { provide: EventStream, useValue: this.stream },
      { provide: Readiness, useValue: this.readiness },
      { provide: StageEvents, useValue: this.events },
    ]);
    const gate = new Gate(new Access(token), this.clock);
    this.server = await PublicServer.open(module, {
      host,
      port,
      maxConnections,
      prepare: (app) => {
        app.use(securityHeaders, gate.pass);
        servePages(app);
        app.useBodyParser('json', { limit: maxBodyBytes });
      },
    });
    this.events.info('the console is open', { url: this.server.url });
  }

  get url(): string | undefined {
    return this.server?.url;
  }

  async close(): Promise<void> {
    this.stream.close();
    await this.server?.close();
  }
}
