import { BoundedMap } from '@harmonybatch/ports';
import type { BatchToRun } from './ready-batch';

const mostRemembered = 8_192;

/**
 * Batches whose outcomes this process has written, the latest of them. A batch that is read again after a rebalance needs no
 * store to tell that it is answered: the store hears of it a little later, or not at all where it does not answer.
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
