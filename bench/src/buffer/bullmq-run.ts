import { randomBytes } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { inChunks, timed, type BufferLoad, type BufferRun } from './buffer-load';

/** Jobs under way in the worker; more brought nothing. */
const workerConcurrency = 100;

/** BullMQ's full cycle for the same requests: `addBulk`, taken by a worker, completed and removed. */
export async function runBullMq(url: string, load: BufferLoad): Promise<BufferRun> {
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const connection = { url, maxRetriesPerRequest: null };
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
  let completed = 0;
  let allCompleted: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (allCompleted = resolve));
  const worker = new Worker(name, async () => undefined, { connection, concurrency: workerConcurrency });
  worker.on('completed', () => {
    completed += 1;
    if (completed === load.requests) allCompleted();
  });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const result = await timed(load, async () => {
    await inChunks(load, async (numbers) => {
      await queue.addBulk(numbers.map((number) => ({ name: 'request', data: { number, payload: load.payload } })));
    });
    await done;
  });
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return result;
}
