import type { InferenceAccepted } from '@harmonybatch/contracts';
import {
  clockMarginMs,
  type StoreAnswer,
  type SettleVerdict,
  type Clock,
  type OutcomeLog,
  type StageEvents,
} from '@harmonybatch/ports';
import { dispatcherMetrics } from '@harmonybatch/telemetry';
import type { WatchedStore } from '../store/watched-store';
import { batchFields } from './run-spans';
import { MaybeAnswered } from './maybe-answered';
import type { InFlightRequests } from './in-flight-requests';

/** A lease is taken as over this long before its end, so that the send it guards is over too. */
const leaseMarginMs = 100;
/**
 * Where the store does not answer, no other dispatcher sees a claim: it lasts so long after the outcome log said that a request
 * has no outcome, ms; after that the log is asked again before one is written.
 */
const localLeaseMs = leaseMarginMs + 150;
/** Backoff before the log or the store is asked again after a failure, ms: growing, because many batches may wait. */
const logRetryMs = { initial: 250, max: 2_000 };
/** How often reading the log may fail before the work goes on without it. */
const maxFailedLogChecks = 10;
const none: ReadonlySet<string> = new Set();

export interface ClaimPorts {
  readonly store: WatchedStore;
  readonly outcomes: OutcomeLog;
  readonly clock: Clock;
  readonly events: StageEvents;
}

export interface ClaimOptions {
  readonly model: string;
  readonly batchId: string;
  /** The trace context of its run, for the log; absent where it is not recorded. */
  readonly traceparent?: string | undefined;
  readonly owner: string;
  readonly leaseMs: number;
  readonly inFlightRequests: InFlightRequests;
  /** When the batch was cut, epoch ms, where none of its requests had been in a batch before; absent where nobody knows. */
  readonly openAtMs?: number | undefined;
  /** Whether the batch is still this dispatcher's to read: if not, another has it too. */
  readonly isOwned: () => boolean;
}

/** How a claim divided the ids of a batch. */
export interface ClaimResult {
  /** To be run by this dispatcher. */
  readonly mine: string[];
  /** Run by another until `askAgainAtMs`; never dropped. */
  readonly busy: string[];
  readonly retryAtMs: number;
  /** Answered already. */
  readonly done: string[];
}

/** What the store said of ids, before the log was asked about those of which it cannot know. */
interface StoreVerdicts extends ClaimResult {
  /** Those of `mine` that another had claimed in between. */
  readonly takenOver: string[];
  /** Those of `mine`, taken over or not, that may have been answered all the same. */
  readonly unverified: string[];
  /** How long others respect the claim on `mine`, ms. */
  readonly leaseMs: number;
}

/**
 * The right to run the requests of a batch: a lease on each in the store, asked for before every step that others must
 * not repeat. Where the store cannot know whether a request was answered, the log of outcomes is asked.
 */
export class Claim {
  /** End of the lease by id, monotonic ms. */
  private readonly leaseEndsMs = new Map<string, number>();
  /** When it was last made sure that a claimed request had no outcome, epoch ms. */
  private readonly openAtMs = new Map<string, number>();
  /** Requests that may have an outcome for all that is known, and how often the log could not be asked about each. */
  private readonly inDoubt = new Map<string, number>();
  private readonly maybeAnswered: MaybeAnswered;

  constructor(
    private readonly ports: ClaimPorts,
    private readonly options: ClaimOptions,
    private readonly requests: ReadonlyMap<string, InferenceAccepted>,
  ) {
    this.maybeAnswered = new MaybeAnswered(requests);
  }

  /**
   * Whether the leases on all of `ids` still run, by the monotonic clock since before they were asked for, and none of them
   * may have an outcome.
   */
  holds(ids: readonly string[]): boolean {
    return ids.every((id) => this.isLeaseValid(id) && !this.inDoubt.has(id) && !this.maybeAnswered.has(id));
  }

  /** Leaves requests to other runs of this dispatcher: all of the batch where nothing else is said. */
  release(ids: Iterable<string> = this.requests.keys()): void {
    this.options.inFlightRequests.release(ids, this);
  }

  /** An outcome of each of `ids` may have been written just now: the log must be asked before anything is repeated. */
  markInDoubt(ids: readonly string[]): void {
    for (const id of ids) this.inDoubt.set(id, 0);
  }

  /**
   * Claims `ids`, or renews the claim on them, and leaves out what the log has an outcome of. Of a lease that had run out the
   * store's word alone proves nothing: a renewal under way may have taken it back from whoever answered meanwhile.
   */
  settle(ids: readonly string[]): Promise<ClaimResult> {
    return this.settleFree(ids, 'clear doubts');
  }

  private async settleFree(ids: readonly string[], purpose: 'clear doubts' | 'keep doubts'): Promise<ClaimResult> {
    const free = ids.filter((id) => this.options.inFlightRequests.acquire(id, this));
    if (free.length === ids.length) return this.settleHeld(ids, purpose);
    const taken = ids.filter((id) => !free.includes(id));
    const retryAtMs = this.ports.clock.nowMs() + logRetryMs.initial;
    if (free.length === 0) return { mine: [], busy: taken, retryAtMs, done: [] };
    const division = await this.settleHeld(free, purpose);
    return {
      ...division,
      busy: [...division.busy, ...taken],
      retryAtMs: Math.max(division.retryAtMs, retryAtMs),
    };
  }

  private async settleHeld(ids: readonly string[], purpose: 'clear doubts' | 'keep doubts'): Promise<ClaimResult> {
    const { clock } = this.ports;
    const askedAtMs = clock.nowMs();
    const askedAtMonotonicMs = clock.monotonicMs();
    const lapsed = new Set(ids.filter((id) => this.openAtMs.has(id) && !this.isLeaseValid(id)));
    const { model, batchId, owner, leaseMs } = this.options;
    const answer = await this.ports.store.settle(model, { batchId, ids, owner, nowMs: askedAtMs, leaseMs });
    const verdicts = answer === undefined ? this.withoutStore(ids) : this.toVerdicts(ids, answer);
    const relapsed = verdicts.mine.filter((id) => lapsed.has(id));
    const unsure = [...verdicts.unverified, ...verdicts.takenOver, ...relapsed];
    const unknown = unsure.filter((id) => purpose === 'clear doubts' || !this.inDoubt.has(id));
    const waitedFor = this.startLogLookups(verdicts.mine, purpose);
    const unverified = [...new Set([...unknown, ...waitedFor])];
    const division = await this.withoutAnswered({ ...verdicts, unverified }, askedAtMs);
    for (const id of division.mine) this.leaseEndsMs.set(id, askedAtMonotonicMs + verdicts.leaseMs);
    for (const id of [...division.busy, ...division.done]) this.leaseEndsMs.delete(id);
    // What waits until the log can be read stays with this run: no other may run it meanwhile.
    this.release([...verdicts.busy, ...division.done]);
    return division;
  }

  /** Begins to look for what another ingest may have rejected. @returns what is looked for since before and is needed by now */
  private startLogLookups(mine: readonly string[], purpose: 'clear doubts' | 'keep doubts'): string[] {
    const begun = this.maybeAnswered.begin(mine);
    if (begun.length > 0) void this.lookUpInBackground(begun);
    if (purpose === 'keep doubts') return [];
    return mine.filter((id) => this.maybeAnswered.has(id) && !begun.includes(id));
  }

  /** What was rejected stays closed: the store says so when it is claimed the next time, or the log once more. */
  private async lookUpInBackground(ids: readonly string[]): Promise<void> {
    const answered = await this.answeredInLog(ids);
    if (answered !== null) this.maybeAnswered.end(ids.filter((id) => !answered.has(id)));
  }

  /** Leaves out of what the store gave whatever the log has an outcome of. */
  private async withoutAnswered(verdicts: StoreVerdicts, askedAtMs: number): Promise<ClaimResult> {
    const { mine, busy, retryAtMs, done, unverified } = verdicts;
    const answered = unverified.length === 0 ? none : await this.answeredInLog(unverified);
    this.maybeAnswered.end(unverified);
    if (answered === null) return this.withoutLog(verdicts);
    const open = mine.filter((id) => !answered.has(id));
    for (const id of unverified) this.inDoubt.delete(id);
    for (const id of open) if (!this.inDoubt.has(id)) this.openAtMs.set(id, askedAtMs);
    return { mine: open, busy, retryAtMs, done: [...done, ...answered] };
  }

  /**
   * Work continues in doubt where the log could not be read; but before anything is written or repeated in doubt it waits
   * until the log can be read, though not forever.
   */
  private withoutLog({ mine, busy, retryAtMs, done, unverified }: StoreVerdicts): ClaimResult {
    const waiting = new Set<string>();
    let waitMs = 0;
    for (const id of unverified) {
      const asked = this.inDoubt.get(id);
      if (asked === undefined) this.inDoubt.set(id, 0);
      else if (asked === maxFailedLogChecks) this.inDoubt.delete(id);
      else {
        this.inDoubt.set(id, asked + 1);
        waiting.add(id);
        waitMs = Math.max(waitMs, Math.min(logRetryMs.initial * 2 ** asked, logRetryMs.max));
      }
    }
    if (waiting.size === 0) return { mine, busy, retryAtMs, done };
    return {
      mine: mine.filter((id) => !waiting.has(id)),
      busy: [...busy, ...waiting],
      retryAtMs: Math.max(retryAtMs, this.ports.clock.nowMs() + waitMs),
      done,
    };
  }

  /**
   * Renews the leases on what is open. Where another held one in between, the log is asked as for a claim: that other may
   * have answered and died. What is in doubt already stays so: the log is asked before anything is written of it.
   */
  async renew(open: ReadonlySet<string>): Promise<void> {
    if (open.size > 0) await this.settleFree([...open], 'keep doubts');
  }

  /**
   * A store that does not answer does not stop the work: whoever reads the batch goes on without a lease known to others,
   * which can repeat an invocation but loses nothing. Where another reads it by now, that one does, and this one waits.
   */
  private withoutStore(ids: readonly string[]): StoreVerdicts {
    const { clock, events } = this.ports;
    const { isOwned } = this.options;
    const nothing = {
      mine: [],
      busy: [],
      retryAtMs: 0,
      done: [],
      takenOver: [],
      unverified: [],
      leaseMs: localLeaseMs,
    };
    if (!isOwned()) return { ...nothing, busy: [...ids], retryAtMs: clock.nowMs() + logRetryMs.initial };
    events.debug('a batch continues without the batch store', batchFields(this.options));
    return { ...nothing, mine: [...ids], unverified: [...ids] };
  }

  private toVerdicts(ids: readonly string[], { reply, knownSinceMs }: StoreAnswer<SettleVerdict[]>): StoreVerdicts {
    const verdicts = { mine: [] as string[], busy: [] as string[], done: [] as string[] };
    const [takenOver, unverified]: [string[], string[]] = [[], []];
    let retryAtMs = 0;
    ids.forEach((id, index) => {
      const verdict = reply[index]!;
      if (verdict.kind === 'done') verdicts.done.push(id);
      else if (verdict.kind === 'busy') {
        verdicts.busy.push(id);
        retryAtMs = Math.max(retryAtMs, verdict.untilMs);
      } else {
        verdicts.mine.push(id);
        if (verdict.kind === 'again') {
          this.ports.events.count(dispatcherMetrics.claimsTakenOver, { model: this.options.model });
          takenOver.push(id);
        }
        if (verdict.kind === 'again' || !this.provesOpen(id, knownSinceMs)) unverified.push(id);
      }
    });
    return { ...verdicts, retryAtMs, takenOver, unverified, leaseMs: this.options.leaseMs };
  }

  /**
   * Absence from the store proves something only of what happened since it began to remember: of requests that arrived
   * after that, whose batch was the first and left its buffer after that, or that were known to be open then.
   */
  private provesOpen(id: string, knownSinceMs: number): boolean {
    if (this.inDoubt.has(id)) return false;
    const beganAtMs = Math.max(this.arrivedAtMs(id), this.options.openAtMs ?? 0);
    return beganAtMs >= knownSinceMs + clockMarginMs || (this.openAtMs.get(id) ?? 0) > knownSinceMs;
  }

  /** Null where the log could not be asked. */
  private async answeredInLog(ids: readonly string[]): Promise<ReadonlySet<string> | null> {
    const { outcomes, store, clock, events } = this.ports;
    const { model } = this.options;
    const sinceMs = Math.min(...ids.map((id) => this.arrivedAtMs(id))) - clockMarginMs;
    try {
      const answered = await outcomes.answered(ids, sinceMs);
      events.count(dispatcherMetrics.logChecks, { result: answered.size > 0 ? 'answered' : 'open' });
      if (answered.size > 0) void store.done(model, [...answered], clock.nowMs());
      return answered;
    } catch (error) {
      events.count(dispatcherMetrics.logChecks, { result: 'failed' });
      events.warn('the outcome log could not be read', { ...batchFields(this.options), error: String(error) });
      return null;
    }
  }

  private isLeaseValid(id: string): boolean {
    return this.ports.clock.monotonicMs() + leaseMarginMs < (this.leaseEndsMs.get(id) ?? -Infinity);
  }

  private arrivedAtMs(id: string): number {
    return this.requests.get(id)?.arrivedAtMs ?? 0;
  }
}
