import { runBatchStore } from '../buffer/batch-store-run';
import type { BufferLoad, BufferRun } from '../buffer/buffer-load';
import { runBullMq } from '../buffer/bullmq-run';
import { median, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark } from '../session';

/** 475 bytes: an accepted request with 200 bytes of inputs. */
const payload = JSON.stringify({ inputs: 'x'.repeat(462) });
const warmUpShare = 0.1;

const loadOf = (requests: number, redisPid: number): BufferLoad => ({
  redisPids: [redisPid],
  requests,
  chunk: 64,
  batchSize: 8,
  concurrency: 4,
  payload,
});

const figuresOf = (runs: readonly BufferRun[]) => ({
  requestsHz: Math.round(median(runs.map(({ requestsHz }) => requestsHz))),
  clientCpuMs: rounded(median(runs.map(({ clientCpuMs }) => clientCpuMs)), 4),
  redisCpuMs: rounded(median(runs.map(({ redisCpuMs }) => redisCpuMs)), 4),
});

/** The batch buffer beside BullMQ: the same Redis, one process each, the same payload, one after the other. */
export const buffer: Benchmark = {
  about: 'requests per second through the batch buffer (push, flush, ack) beside BullMQ (add, take, complete)',
  async run({ backends: { redisUrl, redisPid }, scale, progress }) {
    const load = loadOf(scale.bufferRequests, redisPid);
    const warmUp = loadOf(scale.bufferRequests * warmUpShare, redisPid);
    await runBullMq(redisUrl, warmUp);
    await runBatchStore([redisUrl], warmUp);
    const bullMqRuns: BufferRun[] = [];
    const storeRuns: BufferRun[] = [];
    for (let round = 0; round < scale.rounds; round += 1) {
      progress(`round ${round + 1} of ${scale.rounds}`);
      bullMqRuns.push(await runBullMq(redisUrl, load));
      storeRuns.push(await runBatchStore([redisUrl], load));
    }
    const [bullMq, batchStore] = [figuresOf(bullMqRuns), figuresOf(storeRuns)];
    const ratio = rounded(median(storeRuns.map((run, index) => run.requestsHz / bullMqRuns[index]!.requestsHz)));
    return {
      lines: tableLines(
        ['full cycle', 'requests/s', 'client CPU ms/request', 'Redis CPU ms/request'],
        [
          ['BullMQ', bullMq.requestsHz, bullMq.clientCpuMs, bullMq.redisCpuMs],
          ['batch store', batchStore.requestsHz, batchStore.clientCpuMs, batchStore.redisCpuMs],
          ['ratio', ratio, ''],
        ],
      ),
      figures: { bullMq, batchStore, ratio },
    };
  },
};
