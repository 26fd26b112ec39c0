import { join } from 'node:path';
import { startRedis } from '@harmonybatch/local-backends';
import { runBatchStore } from '../buffer/batch-store-run';
import type { BufferLoad, BufferRun } from '../buffer/buffer-load';
import { median, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Figures } from '../report/result';
import type { Benchmark } from '../session';

/** Accepted requests with about 200 bytes and 4 KB of inputs. */
const payloads = { '475 B': 462, '4 KB': 4_083 };
const warmUpShare = 0.1;
const msPerSecond = 1_000;

const figuresOf = (runs: readonly BufferRun[]) => {
  const redisCpuMs = median(runs.map((run) => run.redisCpuMs));
  return {
    requestsHz: Math.round(median(runs.map(({ requestsHz }) => requestsHz))),
    clientCpuMs: rounded(median(runs.map(({ clientCpuMs }) => clientCpuMs)), 4),
    busiestRedisCpuMs: rounded(redisCpuMs, 4),
    boundHz: Math.round(msPerSecond / redisCpuMs),
  };
};

/** The buffers of one model on one Redis and on two: what the busiest of them spends on each request bounds the model. */
export const shards: Benchmark = {
  about: 'the buffers of one model on one Redis and divided over two: CPU of the busiest one for each request',
  async run({ backends: { redisUrl, redisPid, folder }, scale, progress }) {
    const second = await startRedis({ dataDir: join(folder, 'redis-2'), logFile: join(folder, 'redis-2.log') });
    const servers = [
      { url: redisUrl, pid: redisPid },
      { url: second.url, pid: second.pid },
    ];
    const runOn = (count: number, requests: number, bytes: number): Promise<BufferRun> => {
      const used = servers.slice(0, count);
      const load: BufferLoad = {
        redisPids: used.map(({ pid }) => pid),
        requests,
        chunk: 64,
        batchSize: 8,
        concurrency: 4,
        payload: JSON.stringify({ inputs: 'x'.repeat(bytes) }),
      };
      return runBatchStore(
        used.map(({ url }) => url),
        load,
      );
    };
    const rows: (readonly (string | number)[])[] = [];
    const figures: Record<string, Figures> = {};
    try {
      for (const [name, bytes] of Object.entries(payloads)) {
        const runs: Record<1 | 2, BufferRun[]> = { 1: [], 2: [] };
        for (const count of [1, 2] as const) await runOn(count, scale.bufferRequests * warmUpShare, bytes);
        for (let round = 0; round < scale.rounds; round += 1) {
          progress(`${name}, round ${round + 1} of ${scale.rounds}`);
          for (const count of [1, 2] as const) runs[count].push(await runOn(count, scale.bufferRequests, bytes));
        }
        const [one, two] = [figuresOf(runs[1]), figuresOf(runs[2])];
        const ratio = rounded(median(runs[2].map((run, index) => runs[1][index]!.redisCpuMs / run.redisCpuMs)));
        for (const [count, of] of [['1 Redis', one] as const, ['2 Redis', two] as const])
          rows.push([name, count, of.requestsHz, of.clientCpuMs, of.busiestRedisCpuMs, of.boundHz]);
        figures[name] = { one, two, ratio };
      }
    } finally {
      await second.stop();
    }
    return {
      lines: tableLines(
        [
          'payload',
          'buffers on',
          'requests/s here',
          'client CPU ms/request',
          'busiest Redis CPU ms/request',
          'requests/s of one core of it',
        ],
        rows,
      ),
      figures,
    };
  },
};
