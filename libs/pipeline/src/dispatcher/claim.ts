import type { InferenceAccepted } from '@harmonybatch/contracts';
import type { BatchStore, Founded, SettleVerdict } from '../ports/batch-store';
import type { Clock } from '../ports/clock';
import type { OutcomeLog } from '../ports/outcome-log';
import type { StageEvents } from '../ports/stage-events';

/** A lease is taken as over this long before its end, so that the send it guards is over too. */
const leaseMarginMs = 100;
/** How far the clocks of brokers and services may differ, and how long a record may take to its reader, ms. */
const clockMarginMs = 5_000;

export interface ClaimPorts {
  readonly store: BatchStore;
  readonly outcomes: OutcomeLog;
  readonly clock: Clock;
  readonly events: StageEvents;
}

export interface ClaimTerms {
  readonly model: string;
  readonly batchId: string;
  readonly owner: string;
  readonly leaseMs: number;
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
  /** Those of `mine` that may have been answered all the same. */
  readonly unproven: string[];
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

  constructor(
    private readonly ports: ClaimPorts,
    private readonly terms: ClaimTerms,
    private readonly requests: ReadonlyMap<string, InferenceAccepted>,
  ) {}

  /** Whether the leases on all of `ids` still run, by the monotonic clock since before they were asked for. */
  holds(ids: readonly string[]): boolean {
    const nowMs = this.ports.clock.monotonicMs() + leaseMarginMs;
    return ids.every((id) => nowMs < (this.leaseEndsMs.get(id) ?? -Infinity));
  }

  /**
   * Claims `ids`, or renews the claim on them, and leaves out what the log has an outcome of. Of a lease that had run out the
   * store's word alone proves nothing: a renewal under way may have taken it back from whoever answered meanwhile.
   */
  async settle(ids: readonly string[]): Promise<Division> {
    const askedAtMs = this.ports.clock.nowMs();
    const endsMs = this.ports.clock.monotonicMs() + this.terms.leaseMs;
    const lapsed = new Set(ids.filter((id) => this.openAtMs.has(id) && !this.holds([id])));
    const { mine, busy, askAgainAtMs, done, unproven } = await this.ask(ids);
    const doubtful = [...new Set([...unproven, ...mine.filter((id) => lapsed.has(id))])];
    const answered = doubtful.length === 0 ? new Set<string>() : await this.answeredInLog(doubtful);
    const open = mine.filter((id) => !answered.has(id));
    for (const id of open) {
      this.openAtMs.set(id, askedAtMs);
      this.leaseEndsMs.set(id, endsMs);
    }
    for (const id of [...busy, ...done, ...answered]) this.leaseEndsMs.delete(id);
    return { mine: open, busy, askAgainAtMs, done: [...done, ...answered] };
  }

  /**
   * Renews the leases on what is open. Where another held one in between, the log is asked as for a claim: that other may
   * have answered and died.
   */
  async renew(open: ReadonlySet<string>): Promise<void> {
    if (open.size > 0) await this.settle([...open]);
  }

  /**
   * A store that does not answer does not stop the work: it goes on without a lease known to others, which can repeat an
   * invocation but loses nothing.
   */
  private async ask(ids: readonly string[]): Promise<Verdicts> {
    const { store, clock, events } = this.ports;
    const { model, batchId, owner, leaseMs } = this.terms;
    try {
      const founded = await store.settle(model, { batchId, ids, owner, nowMs: clock.nowMs(), leaseMs });
      return this.divide(ids, founded);
    } catch (error) {
      events.counted('store_unavailable', 1, { verb: 'settle' });
      events.noted('a batch goes on without the store', { batchId, error: String(error) });
      return { mine: [...ids], busy: [], askAgainAtMs: 0, done: [], unproven: [...ids] };
    }
  }

  private divide(ids: readonly string[], { reply, knownSinceMs }: Founded<SettleVerdict[]>): Verdicts {
    const verdicts: Verdicts = { mine: [], busy: [], askAgainAtMs: 0, done: [], unproven: [] };
    let askAgainAtMs = 0;
    ids.forEach((id, index) => {
      const verdict = reply[index];
      if (verdict === undefined) throw new Error('settle gave fewer verdicts than ids');
      if (verdict.kind === 'done') verdicts.done.push(id);
      else if (verdict.kind === 'busy') {
        verdicts.busy.push(id);
        askAgainAtMs = Math.max(askAgainAtMs, verdict.untilMs);
      } else {
        verdicts.mine.push(id);
        if (verdict.kind === 'again') this.ports.events.counted('claims_taken_over');
        if (verdict.kind === 'again' || !this.isKnown(id, knownSinceMs)) verdicts.unproven.push(id);
      }
    });
    return { ...verdicts, askAgainAtMs };
  }

  /**
   * Absence from the store proves something only of what happened since it began to remember: of requests that arrived
   * after that, or that were known to be open then.
   */
  private isKnown(id: string, knownSinceMs: number): boolean {
    return this.arrivedAtMs(id) >= knownSinceMs + clockMarginMs || (this.openAtMs.get(id) ?? 0) > knownSinceMs;
  }

  private async answeredInLog(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { outcomes, store, clock, events } = this.ports;
    const { model, batchId } = this.terms;
    const sinceMs = Math.min(...ids.map((id) => this.arrivedAtMs(id))) - clockMarginMs;
    try {
      const answered = await outcomes.answered(ids, sinceMs);
      events.counted('log_checks', 1, { result: answered.size > 0 ? 'answered' : 'open' });
      if (answered.size > 0) store.done(model, [...answered], clock.nowMs()).catch(() => undefined);
      return answered;
    } catch (error) {
      events.counted('log_checks', 1, { result: 'failed' });
      events.noted('the log of outcomes could not be asked', { batchId, error: String(error) });
      return new Set();
    }
  }

  private arrivedAtMs(id: string): number {
    return this.requests.get(id)?.arrivedAtMs ?? 0;
  }
}
