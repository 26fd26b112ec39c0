import type { InferenceAccepted } from '@harmonybatch/contracts';

/**
 * Those requests of a batch that an ingest may have rejected before another accepted them. Hardly any was: so they are run
 * while they are looked for in the log of outcomes, but nothing is written of them before that.
 */
export class MaybeAnswered {
  private readonly open: Set<string>;
  private readonly lookups = new Set<string>();

  constructor(requests: ReadonlyMap<string, InferenceAccepted>) {
    this.open = new Set([...requests].filter(([, { mayBeAnswered }]) => mayBeAnswered === true).map(([id]) => id));
  }

  /** Whether it is not known yet whether it was rejected. */
  has(id: string): boolean {
    return this.open.has(id);
  }

  /** Those of `ids` that nobody looks for yet: the caller does from now on. */
  begin(ids: readonly string[]): string[] {
    const first = ids.filter((id) => this.open.has(id) && !this.lookups.has(id));
    for (const id of first) this.lookups.add(id);
    return first;
  }

  /** They were looked for, or are in doubt like any others. */
  end(ids: readonly string[]): void {
    for (const id of ids) this.open.delete(id);
  }
}
