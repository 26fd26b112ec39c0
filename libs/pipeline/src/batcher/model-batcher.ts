import type { BufferedRequest, LeasedBatch, LeaseOptions, PushReply, RequestStatus } from '@harmonybatch/ports';
import { batcherMetrics, delayMetrics } from '@harmonybatch/telemetry';
import { canStillBeMet } from '../records/deadline';
import type { AppRoute, PlanBoard } from '../registry/plan-board';
import type { WatchedStore } from '../store/watched-store';
import type { BatchEmitter, EmitterPorts } from './batch-emitter';
import type { BatcherOptions } from './batcher-options';
import { FlushTimer } from './flush-timer';
import type { HeldRequest, HeldRequests } from './held-requests';
import { place } from './placement';
import type { UnplannedRequests } from './unplanned-requests';
import { batchesWithoutStore } from './without-store';

/** A request that should have left is pushed again after this share of the time that the store is given. */
const repushShare = 1 / 16;
/** How long reading the outcome log may take, ms, and how long a request has to wait at least to afford that. */
const logReadMs = 2_000;
const minWaitToReadLogMs = 30_000;
const msPerSecond = 1_000;

/** What the batchers of all models have in common. */
export interface SharedParts {
  readonly ports: Pick<EmitterPorts, 'clock' | 'events'>;
  readonly board: PlanBoard;
  readonly config: BatcherOptions;
  readonly store: WatchedStore;
  readonly held: HeldRequests;
  readonly unplanned: UnplannedRequests;
  readonly emitter: BatchEmitter;
  readonly isStopped: () => boolean;
}

/** The requests of one model on their way: into their groups' shared buffers, and out of them in batches. */
export class ModelBatcher {
  private readonly flushTimer: FlushTimer;
  /** Whether it holds requests whose push the store did not answer. */
  private hasUnanswered = false;

  constructor(
    private readonly model: string,
    private readonly parts: SharedParts,
  ) {
    this.flushTimer = new FlushTimer(parts.ports.clock, () => void this.flushDue());
  }

  /** Whether requests of the model have waited here for a flush. */
  get hasBuffered(): boolean {
    return this.flushTimer.wasSet;
  }

  stop(): void {
    this.flushTimer.cancel();
  }

  /** Puts requests where they belong; resolves when those for a buffer are in the store, or held where it does not answer. */
  push(requests: readonly HeldRequest[]): Promise<void> {
    const entries = this.placed(requests);
    return entries.length === 0 ? Promise.resolve() : this.pushToStore(entries);
  }

  /** Flushes groups that are due, whoever filled them, and recovers batches whose leases ran out. */
  async maintain(): Promise<void> {
    await this.flushDue();
    const leaseEndsMs = this.leaseEndsMs();
    const recovered = (await this.parts.store.recover(this.model, this.leaseTerms()))?.reply ?? [];
    if (recovered.length === 0) return;
    this.parts.ports.events.count(batcherMetrics.recovered, { model: this.model }, recovered.length);
    this.emitAll(recovered, leaseEndsMs);
  }

  /** Looks up the fate of requests: those that left are released, those that were lost are pushed again. */
  async check(requests: readonly HeldRequest[]): Promise<void> {
    const { store, config, ports } = this.parts;
    for (let from = 0; from < requests.length; from += config.maxIdsPerCall) {
      const chunk = requests.slice(from, from + config.maxIdsPerCall);
      const ids = chunk.map((held) => held.request.identity);
      const answer = await store.status(this.model, ids, ports.clock.nowMs());
      await this.checked(chunk, answer?.reply);
    }
  }

  /** A store that lost its data knows none of the held requests: their fate is looked up at once. */
  storeForgot(): void {
    const { ports, held, unplanned } = this.parts;
    ports.events.error('the batch store lost its data; all held requests are pushed again', undefined, {
      model: this.model,
    });
    const nowMs = ports.clock.nowMs();
    for (const one of held.ofModel(this.model)) if (!unplanned.has(one)) one.checkAtMs = nowMs;
  }

  /** The requests that go into a buffer; late and unplanned ones bypass it. */
  private placed(requests: readonly HeldRequest[]): BufferedRequest[] {
    const { board, ports, unplanned, emitter } = this.parts;
    const nowMs = ports.clock.nowMs();
    const entries: BufferedRequest[] = [];
    const late = new Map<string, { readonly route: AppRoute; readonly requests: HeldRequest[] }>();
    for (const held of requests) {
      const { request } = held;
      const placement = place(request, board.routeOf(this.model, request.app, request.identity), nowMs);
      if (placement.kind === 'buffer') entries.push(this.buffered(held, placement.route, placement.flushAtMs, nowMs));
      else if (placement.kind === 'unplanned') {
        ports.events.count(batcherMetrics.withoutPlan, { model: this.model });
        unplanned.add(held);
      } else {
        held.buffering = null;
        const { route } = placement;
        const ofRoute = late.get(route.groupJson);
        if (ofRoute === undefined) late.set(route.groupJson, { route, requests: [held] });
        else ofRoute.requests.push(held);
      }
    }
    for (const { route, requests } of late.values()) emitter.emitUnbuffered('late', requests, route);
    return entries;
  }

  private buffered(held: HeldRequest, route: AppRoute, flushAtMs: number, nowMs: number): BufferedRequest {
    const leavesAtMs = flushAtMs - this.logReadReserveMs(held, flushAtMs - nowMs);
    held.buffering = { route, flushAtMs: leavesAtMs, storeState: 'asked' };
    return bufferedRequest(held, route, leavesAtMs);
  }

  /** For a request older than the store's memory the outcome log is read before it is run: it leaves so much earlier, ms. */
  private logReadReserveMs({ request }: HeldRequest, waitMs: number): number {
    return waitMs < minWaitToReadLogMs || this.parts.store.knows(this.model, request.arrivedAtMs) ? 0 : logReadMs;
  }

  private async pushToStore(entries: readonly BufferedRequest[]): Promise<void> {
    this.parts.ports.events.count(batcherMetrics.pushed, { model: this.model }, entries.length);
    const leaseEndsMs = this.leaseEndsMs();
    const answer = await this.parts.store.push(this.model, entries, this.leaseTerms());
    this.observeAccepting(entries);
    entries.forEach((entry, index) => this.pushed(entry.id, answer?.reply[index], leaseEndsMs));
    if (answer === undefined || answer.reply.some(({ kind }) => kind === 'unanswered')) {
      this.hasUnanswered = true;
      this.flushWithoutStore(answer !== undefined);
    }
  }

  /** From their arrivals until they are in their buffers. */
  private observeAccepting(entries: readonly BufferedRequest[]): void {
    const { clock, events } = this.parts.ports;
    const nowMs = clock.nowMs();
    const ofModel = { model: this.model, part: 'accepting' } as const;
    for (const { arrivedAtMs = nowMs } of entries)
      events.observe(delayMetrics.way, ofModel, Math.max(0, nowMs - arrivedAtMs) / msPerSecond);
  }

  private pushed(id: string, reply: PushReply | undefined, leaseEndsMs: number): void {
    if (reply?.kind === 'flush') this.emit(reply.batch, leaseEndsMs);
    if ((reply?.kind === 'flush' || reply?.kind === 'buffered') && reply.displaced !== undefined) {
      this.parts.ports.events.count(batcherMetrics.displaced, { model: this.model });
      this.emit(reply.displaced, leaseEndsMs);
    }
    if (reply?.kind === 'emitted') this.parts.held.release(id);
    if (reply?.kind === 'buffered') this.flushTimer.fireBy(reply.flushAtMs);
    const held = this.parts.held.get(id);
    if (held === undefined) return;
    held.checkAtMs = this.checkAtMs(reply);
    if (held.buffering === null) return;
    if (reply?.kind === 'buffered')
      held.buffering = { ...held.buffering, flushAtMs: reply.flushAtMs, storeState: 'took it' };
    else held.buffering = { ...held.buffering, storeState: reply?.kind === 'held' ? 'took it' : 'did not answer' };
  }

  /** When the fate of a request is looked up after this reply to its push; soon after a push that failed. */
  private checkAtMs(reply: PushReply | undefined): number {
    const { checkDelayMs, leaseMs, pollIntervalMs } = this.parts.config;
    const nowMs = this.parts.ports.clock.nowMs();
    if (reply?.kind === 'buffered') return Math.max(nowMs, reply.flushAtMs) + checkDelayMs;
    if (reply?.kind === 'held') return Math.max(nowMs, reply.untilMs) + checkDelayMs;
    return nowMs + (reply?.kind === 'flush' ? leaseMs + checkDelayMs : pollIntervalMs);
  }

  private async flushDue(): Promise<void> {
    const leaseEndsMs = this.leaseEndsMs();
    const due = (await this.parts.store.flushDue(this.model, this.leaseTerms()))?.reply;
    if (due === undefined) return this.flushWithoutStore(false);
    this.emitAll(due.batches, leaseEndsMs);
    if (due.isPartial === true) this.flushWithoutStore(false);
    else if (this.hasUnanswered) this.flushWithoutStore(true);
    if (due.nextDueAtMs !== null && !this.parts.isStopped()) this.flushTimer.fireBy(due.nextDueAtMs);
  }

  private emitAll(batches: readonly LeasedBatch[], leaseEndsMs: number): void {
    for (const batch of batches) this.emit(batch, leaseEndsMs);
  }

  private emit(batch: LeasedBatch, leaseEndsMs: number): void {
    for (const { id } of batch.requests) {
      const held = this.parts.held.get(id);
      if (held !== undefined) held.buffering = null;
    }
    this.parts.emitter.emit(this.model, batch, leaseEndsMs);
  }

  /**
   * Requests whose push the store did not answer leave in batches made here. So do those that should have left by now, unless
   * the store answers: then another batcher may have them.
   */
  private flushWithoutStore(storeAnswers: boolean): void {
    if (this.parts.isStopped()) return;
    const mine = this.parts.held
      .ofModel(this.model)
      .filter(({ buffering }) => buffering?.storeState === 'did not answer' || !storeAnswers);
    this.emitWithoutStore(mine);
    const nextMs = Math.min(...mine.map(({ buffering }) => buffering?.flushAtMs ?? Infinity));
    if (nextMs < Infinity) this.flushTimer.fireBy(nextMs);
    else this.hasUnanswered = false;
  }

  private emitWithoutStore(requests: readonly HeldRequest[]): void {
    const { ports, config, emitter } = this.parts;
    const batches = batchesWithoutStore(requests, ports.clock.nowMs(), config.maxBatchBytes);
    if (batches.length > 0) ports.events.count(batcherMetrics.withoutStore, { model: this.model }, batches.length);
    for (const batch of batches) emitter.emitWithoutStore(batch);
  }

  private async checked(chunk: readonly HeldRequest[], statuses: RequestStatus[] | undefined): Promise<void> {
    const { held, ports, config } = this.parts;
    const lost: HeldRequest[] = [];
    const overdue: HeldRequest[] = [];
    chunk.forEach((one, index) => {
      const status = statuses?.[index];
      if (status === 'emitted' || status === 'running' || status === 'done') held.release(one.request.identity);
      else if (this.isLost(one, status)) lost.push(one);
      else {
        one.checkAtMs = ports.clock.nowMs() + config.pollIntervalMs;
        if (this.isOverdue(one, 1)) overdue.push(one);
      }
    });
    this.emitWithoutStore(overdue);
    await this.push(lost);
  }

  /** The store does not have it, or has kept it beyond its time: it is pushed again. */
  private isLost(held: HeldRequest, status: RequestStatus | undefined): boolean {
    if (status === 'unknown') return true;
    if (status === undefined || status === 'unanswered') return held.buffering === null || this.isLate(held);
    return status === 'waiting' && this.isOverdue(held, repushShare) && !this.isOverdue(held, 1);
  }

  /** Whether the store has kept it for longer than this share of the time that it is given, beyond its flush time. */
  private isOverdue({ buffering }: HeldRequest, share: number): boolean {
    const { overdueLeases, leaseMs } = this.parts.config;
    return buffering !== null && this.parts.ports.clock.nowMs() - buffering.flushAtMs > share * overdueLeases * leaseMs;
  }

  private isLate({ request }: HeldRequest): boolean {
    const route = this.parts.board.routeOf(this.model, request.app, request.identity);
    const group = route?.group ?? { latencyMs: { avg: 0, max: 0 } };
    return !canStillBeMet(request.deadlineMs, group, 1, this.parts.ports.clock.nowMs());
  }

  private leaseTerms(): LeaseOptions {
    const { leaseMs, maxBatchBytes } = this.parts.config;
    return { nowMs: this.parts.ports.clock.nowMs(), leaseMs, maxBatchBytes };
  }

  /** By the monotonic clock, from before the store is asked. */
  private leaseEndsMs(): number {
    return this.parts.ports.clock.monotonicMs() + this.parts.config.leaseMs;
  }
}

const bufferedRequest = (held: HeldRequest, route: AppRoute, flushAtMs: number): BufferedRequest => ({
  id: held.request.identity,
  groupId: route.group.id,
  batchSize: route.group.batchSize,
  route: route.groupJson,
  flushAtMs,
  slackMs: route.group.slackMs,
  payload: held.payload,
  arrivedAtMs: held.request.arrivedAtMs,
});
