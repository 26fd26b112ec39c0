import { sleep, type InboundRecord, type Timer } from '@harmonybatch/ports';
import { deadLetter } from '../records/dead-lettering';
import { slicesOf } from '../records/slices';
import type { StageDelay } from '../pressure/pressure-reporter';
import type { PlanBoard } from '../registry/plan-board';
import { WatchedStore } from '../store/watched-store';
import { readAccepted } from './accepted-record';
import { BatchEmitter, type EmitterPorts } from './batch-emitter';
import { batcherDefaults, type BatcherOptions } from './batcher-options';
import { watchBuffers } from './buffer-gauges';
import { HeldRequests, listOf, type HeldRequest } from './held-requests';
import { IntakeLag } from './intake-lag';
import { ModelBatcher, type SharedParts } from './model-batcher';
import { UnplannedRequests } from './unplanned-requests';

/**
 * Puts accepted requests into their groups' shared buffers and writes every batch that leaves one to `batch.ready`.
 * Any replica takes any request, flushes any group and recovers any lost batch. An offset is given up only when the
 * `batch.ready` record with its request was acknowledged, or when the store says so of another replica.
 */
export class Batcher {
  private readonly held = new HeldRequests();
  private readonly parts: SharedParts;
  private readonly models = new Map<string, ModelBatcher>();
  private readonly lag: IntakeLag;
  private pollTimer: Timer | null = null;
  private stopped = false;

  constructor(
    private readonly ports: EmitterPorts,
    private readonly board: PlanBoard,
    private readonly config: BatcherOptions = batcherDefaults,
  ) {
    const { held } = this;
    const store = new WatchedStore(ports.store, ports.clock, ports.events, (model) =>
      this.ofModel(model).storeForgot(),
    );
    const emitter = new BatchEmitter(ports, store, held, config.pollIntervalMs);
    const unplanned = new UnplannedRequests(config, (requests) => emitter.emitUnbuffered('unplanned', requests));
    this.parts = { ports, board, config, store, held, unplanned, emitter, isStopped: () => this.stopped };
    this.lag = new IntakeLag(ports.clock);
    watchBuffers(ports, held, () => this.modelsInUse());
    board.onChange((model) => this.onPlanChanged(model));
  }

  /** Requests whose offsets are not given up. */
  get heldCount(): number {
    return this.held.size;
  }

  /** How far it is behind: how old the newest requests are that it gets. A store that does not answer holds up nothing. */
  pressure(): StageDelay[] {
    return [...this.lag.byModel()].map(([model, delayMs]) => ({ model, delayMs }));
  }

  /** Begins to look after held requests and lost batches. */
  start(): void {
    this.schedulePoll();
  }

  /** Takes no more; resolves when what is under way has ended. What is still held will be read again. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.pollTimer?.cancel();
    for (const model of this.models.values()) model.stop();
    await this.parts.emitter.drain();
  }

  /** Takes records of `inference.accepted`; resolves when they are in the store, or held where it does not answer. */
  async accept(records: readonly InboundRecord[]): Promise<void> {
    const taken: Promise<void>[] = [];
    for (const slice of slicesOf(records)) {
      // The event loop has more to do, such as the heartbeat of the consumer group.
      if (taken.length > 0) await sleep(this.ports.clock, 0);
      const one = this.take(slice);
      one.catch(() => undefined); // rejects below, with all of them
      taken.push(one);
    }
    await Promise.all(taken);
  }

  private async take(records: readonly InboundRecord[]): Promise<void> {
    const fresh = new Map<string, HeldRequest[]>();
    const unreadable: Promise<void>[] = [];
    const nowMs = this.ports.clock.nowMs();
    for (const record of records) {
      const read = readAccepted(record, nowMs);
      if (read.kind === 'unreadable') {
        unreadable.push(deadLetter(this.ports, record, 'batcher', read.code, read.reason));
        continue;
      }
      this.lag.record(read.request.model, record.timestampMs);
      const held = this.held.hold(read.request, read.payload, record);
      if (held !== null) listOf(fresh, held.request.model).push(held);
    }
    await Promise.all([...unreadable, ...[...fresh].map(([model, requests]) => this.ofModel(model).push(requests))]);
  }

  private onPlanChanged(model: string): void {
    const requests = this.parts.unplanned.takeModel(model);
    if (requests.length > 0) void this.ofModel(model).push(requests);
  }

  private ofModel(model: string): ModelBatcher {
    let one = this.models.get(model);
    if (one === undefined) this.models.set(model, (one = new ModelBatcher(model, this.parts)));
    return one;
  }

  private schedulePoll(): void {
    if (this.stopped) return;
    this.pollTimer = this.ports.clock.after(this.config.pollIntervalMs, () => {
      void this.poll().finally(() => this.schedulePoll());
    });
  }

  /** One round of looking after: groups of other replicas fall due, leases run out, held requests get their fate. */
  private async poll(): Promise<void> {
    await Promise.all([...this.modelsInUse()].map((model) => this.ofModel(model).maintain()));
    const due = this.parts.unplanned.answerDue(this.held.takeDue(this.ports.clock.nowMs()));
    const byModel = new Map<string, HeldRequest[]>();
    for (const held of due) listOf(byModel, held.request.model).push(held);
    for (const [model, requests] of byModel) await this.ofModel(model).check(requests);
  }

  /** Those with a plan, and those whose requests were buffered before their plan was withdrawn. */
  private modelsInUse(): Set<string> {
    const buffered = [...this.models].filter(([, { hasBuffered }]) => hasBuffered).map(([model]) => model);
    return new Set([...this.board.models(), ...buffered]);
  }
}
