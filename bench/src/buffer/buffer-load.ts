import { useOf } from '../system/process-use';

/** One run of a buffer: so many requests, put in as a consumer gets them, so many at once. */
export interface BufferLoad {
  /** Of the servers that share the requests. */
  readonly redisPids: readonly number[];
  readonly requests: number;
  /** Requests of one fetch, put in by one call. */
  readonly chunk: number;
  readonly batchSize: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly payload: string;
}

/** How a buffer did: requests per second through the full cycle, and CPU time for each, of this process and of the busiest Redis, ms. */
export interface BufferRun {
  readonly requestsHz: number;
  readonly clientCpuMs: number;
  readonly redisCpuMs: number;
}

/** Runs `work` on the load's chunks of request numbers, at most `concurrency` at once. */
export async function inChunks(load: BufferLoad, work: (numbers: readonly number[]) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < load.requests) {
      const size = Math.min(load.chunk, load.requests - next);
      const first = next;
      next += size;
      await work(Array.from({ length: size }, (_, index) => first + index));
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
}

/** Times `work`, which takes all requests of a load through the full cycle. */
export async function timed(load: BufferLoad, work: () => Promise<void>): Promise<BufferRun> {
  const redisCpuMs = (): number[] => load.redisPids.map((pid) => useOf(pid).cpuMs);
  const redisBefore = redisCpuMs();
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  await work();
  const tookMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    requestsHz: (load.requests / tookMs) * 1000,
    clientCpuMs: (user + system) / 1000 / load.requests,
    redisCpuMs: Math.max(...redisCpuMs().map((cpuMs, index) => cpuMs - redisBefore[index]!)) / load.requests,
  };
}
