import { type InboundRecord, BoundedMap } from '@harmonybatch/ports';
import type { BatchRun } from './batch-run';
import type { BatchToRun } from './ready-batch';

export interface RunningBatch {
  readonly run: BatchRun;
  /** Every record with the batch; their offsets are given up together. */
  readonly records: InboundRecord[];
  readonly bytes: number;
  readonly ended: Promise<void>;
}

/** Batches that run or wait to run: several of one name where records brought different requests under it. */
export class RunningBatches {
  private readonly byName = new Map<string, RunningBatch[]>();
  private count = 0;
  private sizeBytes = 0;

  get size(): number {
    return this.count;
  }

  /** Size of all their records, bytes. */
  get bytes(): number {
    return this.sizeBytes;
  }

  *all(): Generator<RunningBatch, void> {
    for (const ofOneName of this.byName.values()) yield* ofOneName;
  }

  /** The one that runs every request of `batch` under its name. */
  covering(batch: BatchToRun): RunningBatch | undefined {
    return this.byName.get(batch.batchId)?.find(({ run }) => run.covers(batch));
  }

  add(running: RunningBatch): void {
    const { batchId } = running.run.batch;
    this.byName.set(batchId, [...(this.byName.get(batchId) ?? []), running]);
    this.count += 1;
    this.sizeBytes += running.bytes;
  }

  remove(running: RunningBatch): void {
    const { batchId } = running.run.batch;
    const others = (this.byName.get(batchId) ?? []).filter((one) => one !== running);
    if (others.length === 0) this.byName.delete(batchId);
    else this.byName.set(batchId, others);
    this.count -= 1;
    this.sizeBytes -= running.bytes;
  }
}

const mostRemembered = 8_192;

/**
 * Batches whose outcomes this process has written, the latest of them. A batch that is read again after a rebalance needs no
 * store to know that it is answered: the store learns of it a little later, or not at all where it does not answer.
 */
export class AnsweredBatches {
  /** Identities of the requests by batch. */
  private readonly batches = new BoundedMap<string, ReadonlySet<string>>(mostRemembered);

  add({ batchId, requests }: BatchToRun): void {
    this.batches.set(batchId, new Set(requests.map(({ identity }) => identity)));
  }

  /** Whether every request of the batch was answered under its name. */
  covers({ batchId, requests }: BatchToRun): boolean {
    const answered = this.batches.get(batchId);
    return answered !== undefined && requests.every(({ identity }) => answered.has(identity));
  }
}
