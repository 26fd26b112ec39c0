import type { InferenceAccepted } from '@harmonybatch/contracts';
import {
  clockMarginMs,
  type StoreAnswer,
  type SettleVerdict,
  type Clock,
  type OutcomeLog,
  type StageEvents,
} from '@harmonybatch/ports';
import type { WatchedStore } from '../store/watched-store';
import { ReadBefore } from './read-before';
import type { RequestsAtWork } from './requests-at-work';

/** A lease is taken as over this long before its end, so that the send it guards is over too. */
const leaseMarginMs = 100;
/**
 * Where the store does not answer, no other dispatcher sees a claim: it lasts so long after the outcome log said that a request
 * has no outcome, ms; after that the log is asked again before one is written.
 */
const unheardLeaseMs = leaseMarginMs + 150;
/** Backoff before the log or the store is asked again after a failure, ms: growing, because many batches may wait. */
const doubtRetryMs = { first: 250, most: 2_000 };
/** How often reading the log may fail before the work goes on without it. */
const mostUnansweredDoubts = 10;
const none: ReadonlySet<string> = new Set();

export interface ClaimPorts {
  readonly store: WatchedStore;
  readonly outcomes: OutcomeLog;
  readonly clock: Clock;
  readonly events: StageEvents;
}

export interface ClaimTerms {
  readonly model: string;
  readonly batchId: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly atWork: RequestsAtWork;
  /** When the batch was cut, epoch ms, where none of its requests had been in a batch before; absent where nobody knows. */
  readonly openAtMs?: number | undefined;
  /** Whether the batch is still this dispatcher's to read: if not, another has it too. */
  readonly isOurs: () => boolean;
}

/** How a claim divided the ids of a batch. */
export interface Division {
  /** To be run by this dispatcher. */
  readonly mine: string[];
  /** Run by another until `askAgainAtMs`; never dropped. */
  readonly busy: string[];
  readonly askAgainAtMs: number;
  /** Answered already. */
  readonly done: string[];
}

/** What the store said of ids, before the log was asked about those of which it cannot know. */
interface Verdicts extends Division {
  /** Those of `mine` that another had claimed in between. */
  readonly takenOver: string[];
  /** Those of `mine`, taken over or not, that may have been answered all the same. */
  readonly unproven: string[];
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
  private readonly doubts = new Map<string, number>();
  private readonly readBefore: ReadBefore;

  constructor(
    private readonly ports: ClaimPorts,
    private readonly terms: ClaimTerms,
    private readonly requests: ReadonlyMap<string, InferenceAccepted>,
  ) {
    this.readBefore = new ReadBefore(requests);
  }

  /**
   * Whether the leases on all of `ids` still run, by the monotonic clock since before they were asked for, and none of them
   * may have an outcome.
   */
  holds(ids: readonly string[]): boolean {
    return ids.every((id) => this.leaseRuns(id) && !this.doubts.has(id) && !this.readBefore.has(id));
  }

  /** Leaves requests to other runs of this dispatcher: all of the batch where nothing else is said. */
  leave(ids: Iterable<string> = this.requests.keys()): void {
    this.terms.atWork.leave(ids, this);
  }

  /** An outcome of each of `ids` may have been written just now: the log must be asked before anything is repeated. */
  doubt(ids: readonly string[]): void {
    for (const id of ids) this.doubts.set(id, 0);
  }

  /**
   * Claims `ids`, or renews the claim on them, and leaves out what the log has an outcome of. Of a lease that had run out the
   * store's word alone proves nothing: a renewal under way may have taken it back from whoever answered meanwhile.
   */
  settle(ids: readonly string[]): Promise<Division> {
    return this.ask(ids, 'clear doubts');
  }

  private async ask(ids: readonly string[], purpose: 'clear doubts' | 'keep doubts'): Promise<Division> {
    const free = ids.filter((id) => this.terms.atWork.take(id, this));
    if (free.length === ids.length) return this.askFor(ids, purpose);
    const taken = ids.filter((id) => !free.includes(id));
    const askAgainAtMs = this.ports.clock.nowMs() + doubtRetryMs.first;
    if (free.length === 0) return { mine: [], busy: taken, askAgainAtMs, done: [] };
    const division = await this.askFor(free, purpose);
    return {
      ...division,
      busy: [...division.busy, ...taken],
      askAgainAtMs: Math.max(division.askAgainAtMs, askAgainAtMs),
    };
  }

  private async askFor(ids: readonly string[], purpose: 'clear doubts' | 'keep doubts'): Promise<Division> {
    const { clock } = this.ports;
    const askedAtMs = clock.nowMs();
    const askedAtMonotonicMs = clock.monotonicMs();
    const lapsed = new Set(ids.filter((id) => this.openAtMs.has(id) && !this.leaseRuns(id)));
    const { model, batchId, owner, leaseMs } = this.terms;
    const answer = await this.ports.store.settle(model, { batchId, ids, owner, nowMs: askedAtMs, leaseMs });
    const verdicts = answer === undefined ? this.withoutTheStore(ids) : this.divide(ids, answer);
    const relapsed = verdicts.mine.filter((id) => lapsed.has(id));
    const unsure = [...verdicts.unproven, ...verdicts.takenOver, ...relapsed];
    const unknown = unsure.filter((id) => purpose === 'clear doubts' || !this.doubts.has(id));
    const waitedFor = this.lookForReadBefore(verdicts.mine, purpose);
    const unproven = [...new Set([...unknown, ...waitedFor])];
    const division = await this.proven({ ...verdicts, unproven }, askedAtMs);
    for (const id of division.mine) this.leaseEndsMs.set(id, askedAtMonotonicMs + verdicts.leaseMs);
    for (const id of [...division.busy, ...division.done]) this.leaseEndsMs.delete(id);
    // What waits until the log can be read stays with this run: no other may run it meanwhile.
    this.leave([...verdicts.busy, ...division.done]);
    return division;
  }

  /** Begins to look for what another ingest may have rejected. @returns what is looked for since before and is needed by now */
  private lookForReadBefore(mine: readonly string[], purpose: 'clear doubts' | 'keep doubts'): string[] {
    const begun = this.readBefore.begin(mine);
    if (begun.length > 0) void this.lookMeanwhile(begun);
    if (purpose === 'keep doubts') return [];
    return mine.filter((id) => this.readBefore.has(id) && !begun.includes(id));
  }

  /** What was rejected stays closed: the store says so when it is claimed the next time, or the log once more. */
  private async lookMeanwhile(ids: readonly string[]): Promise<void> {
    const answered = await this.answeredInLog(ids);
    if (answered !== null) this.readBefore.end(ids.filter((id) => !answered.has(id)));
  }

  /** Leaves out of what the store gave whatever the log has an outcome of. */
  private async proven(verdicts: Verdicts, askedAtMs: number): Promise<Division> {
    const { mine, busy, askAgainAtMs, done, unproven } = verdicts;
    const answered = unproven.length === 0 ? none : await this.answeredInLog(unproven);
    this.readBefore.end(unproven);
    if (answered === null) return this.withoutTheLog(verdicts);
    const open = mine.filter((id) => !answered.has(id));
    for (const id of unproven) this.doubts.delete(id);
    for (const id of open) if (!this.doubts.has(id)) this.openAtMs.set(id, askedAtMs);
    return { mine: open, busy, askAgainAtMs, done: [...done, ...answered] };
  }

  /**
   * Work continues in doubt where the log could not be read; but before anything is written or repeated in doubt it waits
   * until the log can be read, though not forever.
   */
  private withoutTheLog({ mine, busy, askAgainAtMs, done, unproven }: Verdicts): Division {
    const waiting = new Set<string>();
    let waitMs = 0;
    for (const id of unproven) {
      const asked = this.doubts.get(id);
      if (asked === undefined) this.doubts.set(id, 0);
      else if (asked === mostUnansweredDoubts) this.doubts.delete(id);
      else {
        this.doubts.set(id, asked + 1);
        waiting.add(id);
        waitMs = Math.max(waitMs, Math.min(doubtRetryMs.first * 2 ** asked, doubtRetryMs.most));
      }
    }
    if (waiting.size === 0) return { mine, busy, askAgainAtMs, done };
    return {
      mine: mine.filter((id) => !waiting.has(id)),
      busy: [...busy, ...waiting],
      askAgainAtMs: Math.max(askAgainAtMs, this.ports.clock.nowMs() + waitMs),
      done,
    };
  }

  /**
   * Renews the leases on what is open. Where another held one in between, the log is asked as for a claim: that other may
   * have answered and died. What is in doubt already stays so: the log is asked before anything is written of it.
   */
  async renew(open: ReadonlySet<string>): Promise<void> {
    if (open.size > 0) await this.ask([...open], 'keep doubts');
  }

  /**
   * A store that does not answer does not stop the work: whoever reads the batch goes on without a lease known to others,
   * which can repeat an invocation but loses nothing. Where another reads it by now, that one does, and this one waits.
   */
  private withoutTheStore(ids: readonly string[]): Verdicts {
    const { clock, events } = this.ports;
    const { batchId, isOurs } = this.terms;
    const nothing = {
      mine: [],
      busy: [],
      askAgainAtMs: 0,
      done: [],
      takenOver: [],
      unproven: [],
      leaseMs: unheardLeaseMs,
    };
    if (!isOurs()) return { ...nothing, busy: [...ids], askAgainAtMs: clock.nowMs() + doubtRetryMs.first };
    events.traced('a batch continues without the batch store', { batchId });
    return { ...nothing, mine: [...ids], unproven: [...ids] };
  }

  private divide(ids: readonly string[], { reply, knownSinceMs }: StoreAnswer<SettleVerdict[]>): Verdicts {
    const verdicts = { mine: [] as string[], busy: [] as string[], done: [] as string[] };
    const [takenOver, unproven]: [string[], string[]] = [[], []];
    let askAgainAtMs = 0;
    ids.forEach((id, index) => {
      const verdict = reply[index]!;
      if (verdict.kind === 'done') verdicts.done.push(id);
      else if (verdict.kind === 'busy') {
        verdicts.busy.push(id);
        askAgainAtMs = Math.max(askAgainAtMs, verdict.untilMs);
      } else {
        verdicts.mine.push(id);
        if (verdict.kind === 'again') {
          this.ports.events.counted('claims_taken_over');
          takenOver.push(id);
        }
        if (verdict.kind === 'again' || !this.isKnown(id, knownSinceMs)) unproven.push(id);
      }
    });
    return { ...verdicts, askAgainAtMs, takenOver, unproven, leaseMs: this.terms.leaseMs };
  }

  /**
   * Absence from the store proves something only of what happened since it began to remember: of requests that arrived
   * after that, whose batch was the first and left its buffer after that, or that were known to be open then.
   */
  private isKnown(id: string, knownSinceMs: number): boolean {
    if (this.doubts.has(id)) return false;
    const beganAtMs = Math.max(this.arrivedAtMs(id), this.terms.openAtMs ?? 0);
    return beganAtMs >= knownSinceMs + clockMarginMs || (this.openAtMs.get(id) ?? 0) > knownSinceMs;
  }

  /** Null where the log could not be asked. */
  private async answeredInLog(ids: readonly string[]): Promise<ReadonlySet<string> | null> {
    const { outcomes, store, clock, events } = this.ports;
    const { model, batchId } = this.terms;
    const sinceMs = Math.min(...ids.map((id) => this.arrivedAtMs(id))) - clockMarginMs;
    try {
      const answered = await outcomes.answered(ids, sinceMs);
      events.counted('log_checks', 1, { result: answered.size > 0 ? 'answered' : 'open' });
      if (answered.size > 0) void store.done(model, [...answered], clock.nowMs());
      return answered;
    } catch (error) {
      events.counted('log_checks', 1, { result: 'failed' });
      events.warned('the outcome log could not be read', { batchId, error: String(error) });
      return null;
    }
  }

  private leaseRuns(id: string): boolean {
    return this.ports.clock.monotonicMs() + leaseMarginMs < (this.leaseEndsMs.get(id) ?? -Infinity);
  }

  private arrivedAtMs(id: string): number {
    return this.requests.get(id)?.arrivedAtMs ?? 0;
  }
}
