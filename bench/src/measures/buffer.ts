import { runBatchStore } from '../buffer/batch-store-run';
import type { BufferLoad, BufferRun } from '../buffer/buffer-load';
import { runBullMq } from '../buffer/bullmq-run';
import { median, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark } from '../session';

/** 475 bytes: an accepted request with 200 bytes of inputs. */
const payload = JSON.stringify({ inputs: 'x'.repeat(462) });
const warmUpShare = 0.1;

const loadOf = (requests: number): BufferLoad => ({ requests, chunk: 64, batchSize: 8, concurrency: 4, payload });

const figuresOf = (runs: readonly BufferRun[]) => ({
  requestsHz: Math.round(median(runs.map(({ requestsHz }) => requestsHz))),
  cpuMsPerRequest: rounded(median(runs.map(({ cpuMsPerRequest }) => cpuMsPerRequest)), 4),
});

/** The batch buffer beside BullMQ: the same Redis, one process each, the same payload, one after the other. */
export const buffer: Benchmark = {
  about: 'requests per second through the batch buffer (push, flush, ack) beside BullMQ (add, take, complete)',
  async run({ backends: { redisUrl }, scale, progress }) {
    const load = loadOf(scale.bufferRequests);
    const warmUp = loadOf(scale.bufferRequests * warmUpShare);
    await runBullMq(redisUrl, warmUp);
    await runBatchStore(redisUrl, warmUp);
    const bullMqRuns: BufferRun[] = [];
    const storeRuns: BufferRun[] = [];
    for (let round = 0; round < scale.rounds; round += 1) {
      progress(`round ${round + 1} of ${scale.rounds}`);
      bullMqRuns.push(await runBullMq(redisUrl, load));
      storeRuns.push(await runBatchStore(redisUrl, load));
    }
    const [bullMq, batchStore] = [figuresOf(bullMqRuns), figuresOf(storeRuns)];
    const ratio = rounded(median(storeRuns.map((run, index) => run.requestsHz / bullMqRuns[index]!.requestsHz)));
    return {
      lines: tableLines(
        ['full cycle', 'requests/s', 'client CPU ms/request'],
        [
          ['BullMQ', bullMq.requestsHz, bullMq.cpuMsPerRequest],
          ['batch store', batchStore.requestsHz, batchStore.cpuMsPerRequest],
          ['ratio', ratio, ''],
        ],
      ),
      figures: { bullMq, batchStore, ratio },
    };
  },
};
