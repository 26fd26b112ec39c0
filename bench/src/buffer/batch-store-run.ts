import { randomBytes } from 'node:crypto';
import { RedisBatchStore } from '@harmonybatch/batch-store';
import { Randomness, type BufferedRequest, type LeasedBatch } from '@harmonybatch/ports';
import { inChunks, timed, type BufferLoad, type BufferRun } from './buffer-load';

const model = 'bench';
const groupId = '0123456789abcdef';
const route = JSON.stringify({ id: groupId, functionName: 'bench', latencyMs: { avg: 100, max: 120 } });
const waitMs = 60_000;
const leaseTerms = { leaseMs: 30_000, maxBatchBytes: 1024 * 1024 };

class TrueRandomness extends Randomness {
  hex(bytes: number): string {
    return randomBytes(bytes).toString('hex');
  }

  uniform(): number {
    return Math.random();
  }
}

/** The full cycle of the batch buffer: push, the flush of each batch that is full, the acknowledgement of its requests. */
export async function runBatchStore(url: string, load: BufferLoad): Promise<BufferRun> {
  const run = randomBytes(10).toString('hex');
  const store = RedisBatchStore.connect({ url, keyPrefix: `bench-${run}:` }, new TrueRandomness());
  await store.ready();
  const requestOf = (number: number): BufferedRequest => ({
    id: `${run}${number.toString(16).padStart(12, '0')}`,
    groupId,
    batchSize: load.batchSize,
    route,
    flushAtMs: Date.now() + waitMs,
    payload: load.payload,
  });
  const acknowledge = async (batches: readonly LeasedBatch[]): Promise<void> => {
    const emitted = batches.map(({ batchId, requests }) => ({ batchId, ids: requests.map(({ id }) => id) }));
    if (emitted.length > 0) await store.ack(model, emitted, Date.now());
  };
  let acknowledged = 0;
  const result = await timed(load, () =>
    inChunks(load, async (numbers) => {
      const terms = { nowMs: Date.now(), ...leaseTerms };
      const { reply } = await store.push(model, numbers.map(requestOf), terms);
      const batches = reply.flatMap((one) => (one.kind === 'flush' ? [one.batch] : []));
      await acknowledge(batches);
      for (const { requests } of batches) acknowledged += requests.length;
    }),
  );
  await store.close();
  if (acknowledged !== load.requests) throw new Error(`only ${acknowledged} of ${load.requests} requests came back`);
  return result;
}
