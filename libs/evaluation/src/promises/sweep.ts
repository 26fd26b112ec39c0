import { join } from 'node:path';
import { runOnThreads } from '@harmonybatch/simulation';
import type { KeptPromise, SweepOptions } from './kept-promise';

export interface SweepInput extends SweepOptions {
  /** Instances `from` to `from + count − 1`. */
  readonly from: number;
  readonly count: number;
  readonly threads: number;
  readonly onProgress: (done: number) => void;
}

/** Plans and simulates many instances on several threads; in the order of their indices. */
export async function runSweep({ from, count, threads, onProgress, ...terms }: SweepInput): Promise<KeptPromise[]> {
  const all: KeptPromise[] = [];
  await runOnThreads<number, KeptPromise>({
    script: join(__dirname, 'sweep-worker.js'),
    workerData: terms,
    threads: Math.min(threads, count),
    tasks: Array.from({ length: count }, (_, index) => from + index)[Symbol.iterator](),
    onResult: (kept) => {
      all.push(kept);
      onProgress(all.length);
    },
  });
  return all.sort((one, other) => one.index - other.index);
}
