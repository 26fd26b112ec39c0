import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock, StageEvents } from '@harmonybatch/ports';
import { PublicServer, Readiness, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import { gatewayMetrics } from '@harmonybatch/telemetry';
import { CallerCheck } from './access/caller-check';
import type { GatewayVariables } from './gateway-variables';
import { Inference } from './infer/inference';
import { ServedModels } from './models/served-models';
import { OutcomePlaces } from './outcomes/outcome-places';
import { OpenRequests } from './protocol/open-requests';
import { Webhooks } from './webhooks/webhooks';
import { ProtocolModule } from './protocol/protocol.module';

/** What of the time that a service may take to end is left for what comes after open calls. */
const drainShare = 0.7;
/** Connections that wait for nothing, such as those of load balancers, beside those of open calls. */
const idleConnections = 1_000;

/** The port of the protocol, from when it takes calls until the last one was answered. */
@Injectable()
export class Gateway {
  private server: PublicServer | undefined;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: GatewayVariables,
    private readonly callers: CallerCheck,
    private readonly models: ServedModels,
    private readonly inference: Inference,
    private readonly calls: OpenRequests,
    private readonly webhooks: Webhooks,
    private readonly readiness: Readiness,
    private readonly clock: Clock,
    private readonly events: StageEvents,
    places: OutcomePlaces,
  ) {
    events.watch(gatewayMetrics.open, () => [{ labels: {}, value: calls.count }]);
    events.watch(gatewayMetrics.keptOutcomes, () => [{ labels: {}, value: places.count }]);
    events.watch(gatewayMetrics.openWebhooks, () => [{ labels: {}, value: webhooks.count }]);
  }

  async open(): Promise<void> {
    const { host, port, maxOpenRequests } = this.config;
    const module = ProtocolModule.with([
      { provide: CallerCheck, useValue: this.callers },
      { provide: ServedModels, useValue: this.models },
      { provide: Inference, useValue: this.inference },
      { provide: OpenRequests, useValue: this.calls },
      { provide: Webhooks, useValue: this.webhooks },
      { provide: Readiness, useValue: this.readiness },
      { provide: Clock, useValue: this.clock },
      { provide: StageEvents, useValue: this.events },
    ]);
    const maxConnections = maxOpenRequests + idleConnections;
    this.server = await PublicServer.open(module, { host, port, maxConnections });
    this.events.info('open for requests', { url: this.server.url });
  }

  /** Why it takes no calls, in words; empty where it does. */
  notReadyReasons(): string[] {
    if (this.server === undefined) return ['the port of the protocol is not open'];
    return this.calls.isStopped ? ['it is about to end'] : [];
  }

  /** Takes no more calls, and waits for those that are open and for answers that are to be posted, for the most part of the time that the service has to end. */
  async drain(): Promise<void> {
    const limit = new AbortController();
    const late = sleep(drainShare * this.config.shutdownGraceMs, undefined, { signal: limit.signal, ref: false });
    await Promise.race([this.calls.stop().then(() => this.webhooks.drained()), late]);
    limit.abort();
    late.catch(() => undefined);
    if (this.webhooks.count > 0)
      this.events.warn('answers were not posted to webhooks', { unposted: this.webhooks.count });
  }

  close(): Promise<void> {
    return this.server?.close() ?? Promise.resolve();
  }
}
