import { readFileSync } from 'node:fs';

/**
 * When the kernel started this process, in its clock ticks since boot: with the id it names one process for good.
 * Empty where there is no such process, or where the machine has no /proc.
 */
export function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces; the fields after it do not. Start time is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Whether a process with this id runs; with a start time, whether it is that very process. */
export function isRunning(pid: number, startTime = ''): boolean {
  if (startTime !== '' && startTimeOf(pid) !== startTime) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
