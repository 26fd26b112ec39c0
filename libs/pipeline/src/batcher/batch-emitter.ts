import type { BatchReason } from '@harmonybatch/contracts';
import {
  type BatchStore,
  type LeasedBatch,
  type Clock,
  type Randomness,
  GuardRefusedError,
  type Publisher,
  type StageEvents,
} from '@harmonybatch/ports';
import { batcherMetrics, traceFieldsOf } from '@harmonybatch/telemetry';
import type { AppRoute } from '../registry/plan-board';
import { countBatch } from './batch-metrics';
import { BatchSpans } from './batch-spans';
import { unbufferedBatches } from './unbuffered-batches';
import type { HeldRequest, HeldRequests } from './held-requests';
import { readyRecord, type ReadyBatch } from './ready-record';
import type { WatchedStore } from '../store/watched-store';
import type { LocalBatch } from './without-store';

const batchIdBytes = 16;
/** A lease is taken as over this long before its end, so that the send it guards is over too. */
const leaseMarginMs = 50;

export interface EmitterPorts {
  readonly store: BatchStore;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly events: StageEvents;
}

/** Writes batches to `batch.ready` and gives up the offsets of their requests once that is acknowledged. */
export class BatchEmitter {
  private readonly inFlight = new Set<Promise<void>>();

  constructor(
    private readonly ports: Omit<EmitterPorts, 'store'>,
    private readonly store: WatchedStore,
    private readonly held: HeldRequests,
    private readonly retryMs: number,
  ) {}

  /** Emits a leased batch. `leaseEndsMs` is monotonic. If that fails, the lease runs out and a batcher recovers it. */
  emit(model: string, batch: LeasedBatch, leaseEndsMs: number): void {
    this.track(this.emitLeased(model, batch, leaseEndsMs));
  }

  /** Emits requests of one model and route that no buffer held. If that fails they stay held, and are looked at again. */
  emitUnbuffered(reason: 'late' | 'unplanned', held: readonly HeldRequest[], route?: AppRoute): void {
    const isRun = ({ request }: HeldRequest): boolean => reason === 'late' && request.whenLate === 'serve';
    for (const batch of unbufferedBatches(held, isRun)) this.track(this.emitUnleased(reason, batch, route));
  }

  /**
   * Emits one batch that was cut here. It is acknowledged in the store, so that the same requests do not leave once more. If the
   * write fails they stay held, and are looked at again.
   */
  emitWithoutStore({ reason, requests, buffering }: LocalBatch): void {
    for (const one of requests) {
      one.buffering = null;
      one.checkAtMs = null;
    }
    this.track(this.emitUnleased(reason, requests, buffering.route));
  }

  /** Resolves when every emission under way has ended. */
  async drain(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  private track(emission: Promise<void>): void {
    this.inFlight.add(emission);
    void emission.finally(() => this.inFlight.delete(emission));
  }

  private async emitLeased(model: string, batch: LeasedBatch, leaseEndsMs: number): Promise<void> {
    const { clock, events } = this.ports;
    const { batchId, groupId, reason, route: routeJson, requests, dueAtMs } = batch;
    const openAtMs = this.store.answersThroughout(model) ? batch.openAtMs : undefined;
    const payloads = requests.map((request) => request.payload);
    const readyAtMs = clock.nowMs();
    const ready = { batchId, model, reason, readyAtMs, openAtMs, dueAtMs, routeJson, payloads };
    if (!(await this.write(ready, () => clock.monotonicMs() < leaseEndsMs - leaseMarginMs))) return;
    const ids = requests.map((request) => request.id);
    countBatch(events, { model, groupId, reason, size: requests.length });
    for (const id of ids) this.held.release(id);
    await this.acknowledge(model, batchId, ids);
  }

  /** The store drops the lease. Where it does not answer, the batch is emitted again later, and its claim says that it is done. */
  private acknowledge(model: string, batchId: string, ids: string[]): Promise<unknown> {
    return this.store.ack(model, [{ batchId, ids }], this.ports.clock.nowMs());
  }

  private async emitUnleased(
    reason: BatchReason,
    held: readonly HeldRequest[],
    route: AppRoute | undefined,
  ): Promise<void> {
    const { clock, events, randomness } = this.ports;
    const readyAtMs = clock.nowMs();
    const retryAtMs = readyAtMs + this.retryMs;
    const batchId = randomness.hex(batchIdBytes);
    const { model } = held[0]!.request;
    const ready = {
      batchId,
      model,
      reason,
      readyAtMs,
      routeJson: route?.groupJson,
      payloads: held.map(({ payload }) => payload),
    };
    if (!(await this.write(ready))) {
      for (const one of held) one.checkAtMs = retryAtMs;
      return;
    }
    countBatch(events, { model, groupId: route?.group.id, reason, size: held.length });
    const ids = held.map(({ request }) => request.identity);
    for (const id of ids) this.held.release(id);
    if (reason === 'size' || reason === 'deadline') await this.acknowledge(model, batchId, ids);
  }

  /** @returns whether the batch is in Kafka for certain */
  private async write(batch: ReadyBatch, guard?: () => boolean): Promise<boolean> {
    const { clock, events, publisher } = this.ports;
    const spans = BatchSpans.begin(events.tracing, batch);
    const traceparent = spans.context;
    try {
      await publisher.publish([readyRecord({ ...batch, traceparent })], guard);
      spans.end(clock.nowMs());
      return true;
    } catch (error) {
      spans.end(clock.nowMs(), String(error));
      this.onWriteFailed({ ...batch, traceparent }, error);
      return false;
    }
  }

  private onWriteFailed({ model, batchId, traceparent }: ReadyBatch, error: unknown): void {
    const { events } = this.ports;
    if (error instanceof GuardRefusedError) events.count(batcherMetrics.leasesLost, { model });
    else events.error('a batch could not be written to batch.ready', error, { batchId, ...traceFieldsOf(traceparent) });
  }
}
