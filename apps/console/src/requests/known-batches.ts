import type { BatchExecuted } from '@harmonybatch/contracts';
import { BoundedMap } from '@harmonybatch/ports';

/** What is known of a batch: its requests that were answered, and its invocations. */
export interface KnownBatch {
  readonly id: string;
  /** Requests of it that were answered. */
  answered: number;
  /** When the last of them arrived, and when the first of them had waited as long as planned, epoch ms. */
  lastArrivedAtMs: number;
  firstDueAtMs: number;
  /** Invocations that are known of it. */
  attempts: number;
  /** Of all of them; null where none has a price. */
  cost: { amount: number; currency: string } | null;
  /** Of the last one, ms; null where none is known. */
  latencyMs: number | null;
  /** As the platform reports it for the last one, ms; null where it does not. */
  platformMs: number | null;
}

/** The batches that were heard of last. */
export class KnownBatches {
  private readonly batches: BoundedMap<string, KnownBatch>;

  constructor(maxBatches: number) {
    this.batches = new BoundedMap(maxBatches);
  }

  get(id: string): KnownBatch | undefined {
    return this.batches.get(id);
  }

  /** @param dueAtMs when the request had waited as long as planned, epoch ms; null where no plan tells */
  answered(id: string, arrivedAtMs: number, dueAtMs: number | null): void {
    const batch = this.of(id);
    batch.answered += 1;
    batch.lastArrivedAtMs = Math.max(batch.lastArrivedAtMs, arrivedAtMs);
    batch.firstDueAtMs = Math.min(batch.firstDueAtMs, dueAtMs ?? Infinity);
  }

  executed({ batchId, latencyMs, platformDurationMs, cost }: BatchExecuted): void {
    const batch = this.of(batchId);
    batch.attempts += 1;
    batch.latencyMs = latencyMs;
    batch.platformMs = platformDurationMs ?? null;
    if (cost === undefined) return;
    if (batch.cost === null || batch.cost.currency !== cost.currency) batch.cost = { ...cost };
    else batch.cost.amount += cost.amount;
  }

  private of(id: string): KnownBatch {
    const known = this.batches.get(id);
    if (known !== undefined) return known;
    const batch: KnownBatch = {
      ...{ id, answered: 0, lastArrivedAtMs: 0, firstDueAtMs: Infinity },
      ...{ attempts: 0, cost: null, latencyMs: null, platformMs: null },
    };
    this.batches.set(id, batch);
    return batch;
  }
}
