import type { BatchStore, SettleVerdict } from '../ports/batch-store';
import type { Clock } from '../ports/clock';
import type { StageEvents } from '../ports/stage-events';

/** A lease is taken as over this long before its end, so that the send it guards is over too. */
const leaseMarginMs = 100;

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

/** The right to run a batch: a lease in the store, asked for before every step that others must not repeat. */
export class Claim {
  private leaseEndsMs = -Infinity;

  constructor(
    private readonly store: BatchStore,
    private readonly clock: Clock,
    private readonly events: StageEvents,
    private readonly terms: ClaimTerms,
  ) {}

  /** Whether the lease still runs, by the monotonic clock since before it was asked for. */
  holds(): boolean {
    return this.clock.monotonicMs() < this.leaseEndsMs - leaseMarginMs;
  }

  /**
   * Claims `ids`, or renews the claim on them. A store that does not answer does not stop the work: it goes on without
   * a lease known to others, which can repeat an invocation but loses nothing.
   */
  async settle(ids: readonly string[]): Promise<Division> {
    const { model, batchId, owner, leaseMs } = this.terms;
    const askedAtMs = this.clock.monotonicMs();
    try {
      const founded = await this.store.settle(model, { batchId, ids, owner, nowMs: this.clock.nowMs(), leaseMs });
      this.leaseEndsMs = askedAtMs + leaseMs;
      return this.divide(ids, founded.reply);
    } catch (error) {
      this.leaseEndsMs = askedAtMs + leaseMs;
      this.events.counted('store_unavailable', 1, { verb: 'settle' });
      this.events.noted('a batch goes on without the store', { batchId, error: String(error) });
      return { mine: [...ids], busy: [], askAgainAtMs: 0, done: [] };
    }
  }

  /** Renews the claim on all of `ids`; where any of them is another's or answered by now, the lease is over at once. */
  async renew(ids: readonly string[]): Promise<void> {
    const { mine } = await this.settle(ids);
    if (mine.length < ids.length) this.leaseEndsMs = -Infinity;
  }

  private divide(ids: readonly string[], verdicts: readonly SettleVerdict[]): Division {
    const division = { mine: [] as string[], busy: [] as string[], askAgainAtMs: 0, done: [] as string[] };
    ids.forEach((id, index) => {
      const verdict = verdicts[index];
      if (verdict === undefined) throw new Error('settle gave fewer verdicts than ids');
      if (verdict.kind === 'done') division.done.push(id);
      else if (verdict.kind === 'busy') {
        division.busy.push(id);
        division.askAgainAtMs = Math.max(division.askAgainAtMs, verdict.untilMs);
      } else {
        if (verdict.kind === 'again') this.events.counted('claims_taken_over');
        division.mine.push(id);
      }
    });
    return division;
  }
}
