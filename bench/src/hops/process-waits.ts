import { readdirSync, readFileSync } from 'node:fs';
import { useOf } from '../system/process-use';

/** What a process did and waited for since its start, ms. */
export interface ProcessWaits {
  readonly cpuMs: number;
  /** Its threads were ready to run and had no core (/proc/PID/task/TID/schedstat, second field). */
  readonly coreMs: number;
  /** It collected garbage (`nodejs_gc_duration_seconds`); NaN for what has no metrics. */
  readonly garbageMs: number;
}

const msPerSecond = 1_000;
const nsPerMs = 1e6;

export const difference = (after: ProcessWaits, before: ProcessWaits): ProcessWaits => ({
  cpuMs: after.cpuMs - before.cpuMs,
  coreMs: after.coreMs - before.coreMs,
  garbageMs: after.garbageMs - before.garbageMs,
});

interface Watched {
  readonly pid: number;
  /** Where it has its metrics; null where it has none. */
  readonly url: string | null;
}

export const waitsOf = async ({ pid, url }: Watched): Promise<ProcessWaits> => ({
  cpuMs: useOf(pid).cpuMs,
  coreMs: coreWaitMs(pid),
  garbageMs: url === null ? Number.NaN : await garbageMs(url),
});

function coreWaitMs(pid: number): number {
  let waitNs = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    waitNs += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[1]);
  }
  return waitNs / nsPerMs;
}

async function garbageMs(url: string): Promise<number> {
  const response = await fetch(new URL('/metrics', url));
  if (!response.ok) throw new Error(`${url} says ${response.status} where its metrics should be`);
  let seconds = 0;
  for (const [, value] of (await response.text()).matchAll(/^nodejs_gc_duration_seconds_sum\S* (\S+)$/gm)) {
    seconds += Number(value);
  }
  return msPerSecond * seconds;
}
