import type {
  BufferedRequest,
  LeasedBatch,
  LeaseTerms,
  PushReply,
  RequestStatus,
  Timer,
  InboundRecord,
} from '@harmonybatch/ports';
import { canStillBeMet } from '../records/deadline';
import { bury } from '../records/bury';
import { WatchedStore } from '../store/watched-store';
import type { StageDelay } from '../pressure/pressure-reporter';
import { slicesOf } from '../records/slices';
import type { AppRoute, PlanBoard } from '../registry/plan-board';
import { readAccepted } from './accepted-record';
import { BatchEmitter, type EmitterPorts } from './batch-emitter';
import { batcherDefaults, type BatcherConfig } from './batcher-config';
import { FlushTimer } from './flush-timer';
import { HeldRequests, type HeldRequest } from './held-requests';
import { IntakeLag } from './intake-lag';
import { place } from './placement';
import { UnplannedRequests } from './unplanned-requests';
import { batchesWithoutStore } from './without-store';

/** After which part of its patience with the store a batcher pushes a request again that is to have left. */
const partToPushAgain = 1 / 16;
/** How long reading the log of outcomes may take, ms, and what a request has to be able to wait to spend that. */
const readTheLogMs = 2_000;
const leastWaitToReadTheLogMs = 30_000;

/**
 * Puts accepted requests into their groups' shared buffers and writes every batch that leaves one to `batch.ready`.
 * Any replica takes any request, flushes any group and recovers any lost batch. An offset is given up only when the
 * `batch.ready` record with its request was acknowledged, or when the store says so of another replica.
 */
export class Batcher {
  private readonly held = new HeldRequests();
  private readonly unplanned: UnplannedRequests;
  private readonly store: WatchedStore;
  private readonly flushTimers = new Map<string, FlushTimer>();
  private readonly emitter: BatchEmitter;
  private readonly lag: IntakeLag;
  /** Models with requests that the store was told of in vain. */
  private readonly unanswered = new Set<string>();
  private pollTimer: Timer | null = null;
  private stopped = false;

  constructor(
    private readonly ports: EmitterPorts,
    private readonly board: PlanBoard,
    private readonly config: BatcherConfig = batcherDefaults,
  ) {
    this.unplanned = new UnplannedRequests(config);
    this.lag = new IntakeLag(ports.clock);
    this.store = new WatchedStore(ports.store, ports.events, (model) => this.storeForgot(model));
    this.emitter = new BatchEmitter(ports, this.store, this.held);
    board.onChange((model) => this.planChanged(model));
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
    for (const timer of this.flushTimers.values()) timer.cancel();
    await this.emitter.drained();
  }

  /** Takes records of `inference.accepted`; resolves when they are in the store, or held where it does not answer. */
  async accept(records: readonly InboundRecord[]): Promise<void> {
    const taken: Promise<void>[] = [];
    for (const slice of slicesOf(records)) {
      if (taken.length > 0) await this.othersTurn();
      const one = this.take(slice);
      one.catch(() => undefined); // told below, with all of them
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
        unreadable.push(bury(this.ports, record, 'batcher', read.code, read.reason));
        continue;
      }
      this.lag.note(read.request.model, record.timestampMs);
      const held = this.held.hold(read.request, read.payload, record);
      if (held !== null) listOf(fresh, held.request.model).push(held);
    }
    await Promise.all([...unreadable, ...[...fresh].map(([model, requests]) => this.push(model, requests))]);
  }

  private othersTurn(): Promise<void> {
    return new Promise((resolve) => void this.ports.clock.after(0, resolve));
  }

  private async push(model: string, requests: readonly HeldRequest[]): Promise<void> {
    const nowMs = this.ports.clock.nowMs();
    const entries: BufferedRequest[] = [];
    const late = new Map<string, { readonly route: AppRoute; readonly requests: HeldRequest[] }>();
    for (const held of requests) {
      const placement = place(held.request, this.board.routeOf(model, held.request.app, held.request.identity), nowMs);
      if (placement.kind === 'buffer') {
        const { route } = placement;
        const leavesAtMs = placement.flushAtMs - this.toReadTheLogMs(held, placement.flushAtMs - nowMs);
        held.stay = { route, leavesAtMs, store: 'asked' };
        entries.push(bufferedRequest(held, route, leavesAtMs));
      } else if (placement.kind === 'unplanned') this.awaitPlan(held);
      else {
        const { route } = placement;
        held.stay = null;
        const ofRoute = late.get(route.groupJson) ?? { route, requests: [] };
        ofRoute.requests.push(held);
        late.set(route.groupJson, ofRoute);
      }
    }
    for (const { route, requests } of late.values()) this.emitter.emitAside('late', requests, route, this.retryAtMs());
    if (entries.length === 0) return;
    this.ports.events.counted('requests_pushed', entries.length);
    const leaseEndsMs = this.leaseEndsMs();
    const answer = await this.store.push(model, entries, this.terms());
    entries.forEach((entry, index) => this.pushed(model, entry.id, answer?.reply[index], leaseEndsMs));
    if (answer === undefined || answer.reply.some(({ kind }) => kind === 'unanswered')) {
      this.unanswered.add(model);
      this.leaveWithoutStore(model, answer !== undefined);
    }
  }

  /** Of a request older than the store's memory the log is asked before it is run: if it waits long, it leaves so much earlier, ms. */
  private toReadTheLogMs({ request }: HeldRequest, waitMs: number): number {
    if (waitMs < leastWaitToReadTheLogMs || this.store.knows(request.model, request.arrivedAtMs)) return 0;
    return readTheLogMs;
  }

  private pushed(model: string, id: string, reply: PushReply | undefined, leaseEndsMs: number): void {
    if (reply?.kind === 'flush') this.emit(model, reply.batch, leaseEndsMs);
    if ((reply?.kind === 'flush' || reply?.kind === 'buffered') && reply.displaced !== undefined) {
      this.ports.events.counted('batches_displaced');
      this.emit(model, reply.displaced, leaseEndsMs);
    }
    if (reply?.kind === 'emitted') this.held.release(id);
    if (reply?.kind === 'buffered') this.flushTimer(model).atLatest(reply.flushAtMs);
    const held = this.held.get(id);
    if (held === undefined) return;
    held.checkAtMs = this.checkAtMs(reply);
    if (held.stay === null) return;
    if (reply?.kind === 'buffered') held.stay = { ...held.stay, leavesAtMs: reply.flushAtMs, store: 'took it' };
    else held.stay = { ...held.stay, store: reply?.kind === 'held' ? 'took it' : 'did not answer' };
  }

  /** When the fate of a request is looked up that was pushed with this reply; a failed push is found out soon. */
  private checkAtMs(reply: PushReply | undefined): number {
    const nowMs = this.ports.clock.nowMs();
    if (reply?.kind === 'buffered') return Math.max(nowMs, reply.flushAtMs) + this.config.checkDelayMs;
    if (reply?.kind === 'held') return Math.max(nowMs, reply.untilMs) + this.config.checkDelayMs;
    if (reply?.kind === 'flush') return nowMs + this.config.leaseMs + this.config.checkDelayMs;
    return this.retryAtMs();
  }

  private awaitPlan(held: HeldRequest): void {
    held.checkAtMs = held.request.deadlineMs;
    this.ports.events.counted('requests_without_plan');
    for (const surplus of this.unplanned.add(held)) {
      surplus.checkAtMs = null;
      this.emitter.emitAside('unplanned', [surplus], undefined, this.retryAtMs());
    }
  }

  private planChanged(model: string): void {
    const requests = this.unplanned.takeOf(model);
    if (requests.length > 0) void this.push(model, requests);
  }

  private async flushDue(model: string): Promise<void> {
    const leaseEndsMs = this.leaseEndsMs();
    const due = (await this.store.flushDue(model, this.terms()))?.reply;
    if (due === undefined) return this.leaveWithoutStore(model, false);
    this.emitAll(model, due.batches, leaseEndsMs);
    if (this.unanswered.has(model)) this.leaveWithoutStore(model, true);
    if (due.nextDueAtMs !== null && !this.stopped) this.flushTimer(model).atLatest(due.nextDueAtMs);
  }

  private emitAll(model: string, batches: readonly LeasedBatch[], leaseEndsMs: number): void {
    for (const batch of batches) this.emit(model, batch, leaseEndsMs);
  }

  private emit(model: string, batch: LeasedBatch, leaseEndsMs: number): void {
    for (const { id } of batch.requests) {
      const held = this.held.get(id);
      if (held !== undefined) held.stay = null;
    }
    this.emitter.emit(model, batch, leaseEndsMs);
  }

  /**
   * What the store was told of in vain leaves in batches made here, and what it should have let go by now, unless it answers:
   * then another batcher may have that.
   */
  private leaveWithoutStore(model: string, storeAnswers: boolean): void {
    if (this.stopped) return;
    const mine = [...this.held.all()].filter(
      ({ request, stay }) => request.model === model && (stay?.store === 'did not answer' || !storeAnswers),
    );
    this.emitWithoutStore(mine);
    const nextMs = Math.min(...mine.map(({ stay }) => stay?.leavesAtMs ?? Infinity));
    if (nextMs < Infinity) this.flushTimer(model).atLatest(nextMs);
    else this.unanswered.delete(model);
  }

  private emitWithoutStore(requests: readonly HeldRequest[]): void {
    const batches = batchesWithoutStore(requests, this.ports.clock.nowMs(), this.config.maxBatchBytes);
    if (batches.length > 0) this.ports.events.counted('batches_without_store', batches.length);
    for (const batch of batches) this.emitter.emitWithoutStore(batch, this.retryAtMs());
  }

  private flushTimer(model: string): FlushTimer {
    let timer = this.flushTimers.get(model);
    if (timer === undefined) {
      timer = new FlushTimer(this.ports.clock, () => void this.flushDue(model));
      this.flushTimers.set(model, timer);
    }
    return timer;
  }

  private schedulePoll(): void {
    if (this.stopped) return;
    this.pollTimer = this.ports.clock.after(this.config.pollIntervalMs, () => {
      void this.poll().finally(() => this.schedulePoll());
    });
  }

  /** One round of looking after: groups of other replicas fall due, leases run out, held requests get their fate. */
  private async poll(): Promise<void> {
    const models = new Set([...this.board.models(), ...this.flushTimers.keys()]);
    await Promise.all([...models].map((model) => this.lookAfter(model)));
    for (const [model, requests] of this.dueForCheck()) await this.check(model, requests);
  }

  private async lookAfter(model: string): Promise<void> {
    await this.flushDue(model);
    const leaseEndsMs = this.leaseEndsMs();
    const recovered = (await this.store.recover(model, this.terms()))?.reply ?? [];
    if (recovered.length === 0) return;
    this.ports.events.counted('batches_recovered', recovered.length);
    this.emitAll(model, recovered, leaseEndsMs);
  }

  private dueForCheck(): Map<string, HeldRequest[]> {
    const nowMs = this.ports.clock.nowMs();
    const due = new Map<string, HeldRequest[]>();
    const hopeless = new Map<string, HeldRequest[]>();
    for (const held of this.held.all()) {
      if (held.checkAtMs === null || held.checkAtMs > nowMs) continue;
      held.checkAtMs = null;
      listOf(this.unplanned.delete(held) ? hopeless : due, held.request.model).push(held);
    }
    for (const requests of hopeless.values())
      this.emitter.emitAside('unplanned', requests, undefined, this.retryAtMs());
    return due;
  }

  private async check(model: string, requests: readonly HeldRequest[]): Promise<void> {
    for (let from = 0; from < requests.length; from += this.config.maxIdsPerCall) {
      const chunk = requests.slice(from, from + this.config.maxIdsPerCall);
      const ids = chunk.map((held) => held.request.identity);
      const answer = await this.store.status(model, ids, this.ports.clock.nowMs());
      await this.checked(model, chunk, answer?.reply);
    }
  }

  private async checked(
    model: string,
    chunk: readonly HeldRequest[],
    statuses: RequestStatus[] | undefined,
  ): Promise<void> {
    const lost: HeldRequest[] = [];
    const kept: HeldRequest[] = [];
    chunk.forEach((held, index) => {
      const status = statuses?.[index];
      if (status === 'emitted' || status === 'running' || status === 'done') this.held.release(held.request.identity);
      else if (this.isLost(held, status)) lost.push(held);
      else {
        held.checkAtMs = this.retryAtMs();
        if (this.isKept(held, 1)) kept.push(held);
      }
    });
    this.emitWithoutStore(kept);
    await this.push(model, lost);
  }

  /** Nothing in the store makes it leave, or nothing has though its time has come: whatever the store says, it is pushed again. */
  private isLost(held: HeldRequest, status: RequestStatus | undefined): boolean {
    if (status === 'unknown') return true;
    if (status === undefined) return held.stay === null || this.isLate(held);
    return status === 'waiting' && this.isKept(held, partToPushAgain) && !this.isKept(held, 1);
  }

  /** Whether the store has kept it beyond its time for such a part of this batcher's patience. */
  private isKept({ stay }: HeldRequest, part: number): boolean {
    const { patienceLeases, leaseMs } = this.config;
    return stay !== null && this.ports.clock.nowMs() - stay.leavesAtMs > part * patienceLeases * leaseMs;
  }

  private isLate(held: HeldRequest): boolean {
    const route = this.board.routeOf(held.request.model, held.request.app, held.request.identity);
    const group = route?.group ?? { latencyMs: { avg: 0, max: 0 } };
    return !canStillBeMet(held.request.deadlineMs, group, 1, this.ports.clock.nowMs());
  }

  /** A store that lost its memory knows none of the held requests: their fate is looked up at once. */
  private storeForgot(model: string): void {
    this.ports.events.fault('the batch store lost its memory; everything held is pushed again', undefined, { model });
    const nowMs = this.ports.clock.nowMs();
    for (const held of this.held.all()) {
      if (held.request.model === model && !this.unplanned.has(held)) held.checkAtMs = nowMs;
    }
  }

  private terms(): LeaseTerms {
    const { leaseMs, maxBatchBytes } = this.config;
    return { nowMs: this.ports.clock.nowMs(), leaseMs, maxBatchBytes };
  }

  private leaseEndsMs(): number {
    return this.ports.clock.monotonicMs() + this.config.leaseMs;
  }

  private retryAtMs(): number {
    return this.ports.clock.nowMs() + this.config.pollIntervalMs;
  }
}

const bufferedRequest = (held: HeldRequest, route: AppRoute, flushAtMs: number): BufferedRequest => ({
  id: held.request.identity,
  groupId: route.group.id,
  batchSize: route.group.batchSize,
  route: route.groupJson,
  flushAtMs,
  ...(route.group.slackMs === undefined ? {} : { slackMs: route.group.slackMs }),
  payload: held.payload,
  arrivedAtMs: held.request.arrivedAtMs,
});

function listOf<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
