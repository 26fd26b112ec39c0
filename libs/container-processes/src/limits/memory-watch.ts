import { existsSync, readFileSync } from 'node:fs';

const pollMs = 200;
const kbPerMb = 1024;

/** Whether the memory of processes can be read here. */
export const memoryCanBeWatched = (): boolean => existsSync('/proc/self/status');

/** Looks at what a process and all that it started hold in memory, and says once when that is more than `limitMb`. */
export function watchMemory(pid: number, limitMb: number, onExceeded: (usedMb: number) => void): () => void {
  const timer = setInterval(() => {
    const usedMb = memoryOf(pid) / kbPerMb;
    if (usedMb <= limitMb) return;
    clearInterval(timer);
    onExceeded(usedMb);
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Resident memory of a process and its descendants, kB; 0 where it has ended. Shared pages count as often as they are shared. */
function memoryOf(pid: number): number {
  const own = Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + memoryOf(Number(child)), own);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
