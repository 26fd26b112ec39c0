import { randomBytes } from 'node:crypto';
import { RedisBatchStore } from '@harmonybatch/batch-store';
import { ShardedStore } from '@harmonybatch/pipeline';
import { Randomness, type BatchStore, type BufferedRequest, type LeasedBatch } from '@harmonybatch/ports';
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

/** The full cycle of the batch buffer on one Redis, or on several that share the requests: push, the flush of each batch that is full, the acknowledgement of its requests. */
export async function runBatchStore(urls: readonly string[], load: BufferLoad): Promise<BufferRun> {
  const run = randomBytes(10).toString('hex');
  const servers = urls.map((url) => RedisBatchStore.connect({ url, keyPrefix: `bench-${run}:` }, new TrueRandomness()));
  await Promise.all(servers.map((server) => server.ready()));
  const store = servers.length === 1 ? servers[0]! : new ShardedStore(servers, servers.length);
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
  for (const batch of await flushAll(store)) acknowledged += batch.requests.length;
  await Promise.all(servers.map((server) => server.close()));
  if (acknowledged !== load.requests) throw new Error(`only ${acknowledged} of ${load.requests} requests came back`);
  return result;
}

/** What filled no batch, of as many buffers as there are shards. */
async function flushAll(store: BatchStore): Promise<readonly LeasedBatch[]> {
  const { batches } = (await store.flushDue(model, { nowMs: Date.now() + 2 * waitMs, ...leaseTerms })).reply;
  return batches;
}
