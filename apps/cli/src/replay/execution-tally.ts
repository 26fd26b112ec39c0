import type { InferenceCompleted } from '@harmonybatch/contracts';

/** Requests that ran under one group of one plan. */
export interface GroupUse {
  readonly epoch: number;
  readonly group: string;
  requests: number;
}

/** What the outcomes say of executions: batches, groups and money; the first outcome of each request only. */
export class ExecutionTally {
  /** Requests that a function ran. */
  executed = 0;
  /** A request in a batch of n is the nth part of a batch. */
  private batches = 0;
  private readonly uses = new Map<string, GroupUse>();
  /** Money by the outcomes themselves, and its currency. */
  cost = 0;
  costed = 0;
  currency: string | undefined;
  readonly errorCodes = new Map<string, number>();

  add(outcome: InferenceCompleted): void {
    if (outcome.error) this.errorCodes.set(outcome.error.code, (this.errorCodes.get(outcome.error.code) ?? 0) + 1);
    if (outcome.cost) {
      this.cost += outcome.cost.amount;
      this.costed += 1;
      this.currency = outcome.cost.currency;
    }
    const { batch } = outcome;
    if (batch === undefined || outcome.timing.executedMs === 0) return;
    this.executed += 1;
    this.batches += 1 / batch.size;
    const key = `${batch.epoch}/${batch.group}`;
    const use = this.uses.get(key);
    if (use) use.requests += 1;
    else this.uses.set(key, { epoch: batch.epoch, group: batch.group, requests: 1 });
  }

  get meanBatchSize(): number | null {
    return this.batches === 0 ? null : this.executed / this.batches;
  }

  groupUses(): readonly GroupUse[] {
    return [...this.uses.values()];
  }
}
