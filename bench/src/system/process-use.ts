import { readFileSync } from 'node:fs';

/** Of `/proc/PID/stat`, counted behind the name in brackets: user and system time. */
const userField = 11;
const systemField = 12;
/** Unit of the times in `/proc`: 100 a second on every Linux that Node runs on. */
const msPerTick = 10;
const bytesPerKb = 1024;
const bytesPerMb = 1024 ** 2;

export interface ProcessUse {
  /** Time on a CPU since its start, user and system, ms. */
  readonly cpuMs: number;
  /** Memory resident now, MB. */
  readonly rssMb: number;
}

/** What a process has used. Throws where it is gone. */
export function useOf(pid: number): ProcessUse {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[userField]) + Number(fields[systemField]);
  const rssKb = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return { cpuMs: ticks * msPerTick, rssMb: (rssKb * bytesPerKb) / bytesPerMb };
}
