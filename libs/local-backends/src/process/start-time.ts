import { existsSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');
/** A process that has ended, whose parent has not asked yet. */
const zombie = 'Z';

/**
 * When the kernel started this process, in its clock ticks since boot: with the id it names one process for good.
 * Empty where no such process runs, or where the machine has no /proc.
 */
export function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces; the fields after it do not: state is 3, start time 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === zombie ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

/** The process that started this one, or has taken it over since; undefined where that is unknown. */
export function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Whether a process with this id runs; with a start time, whether it is that very process. */
export function isRunning(pid: number, startTime = ''): boolean {
  if (hasProc) {
    const now = startTimeOf(pid);
    return now !== '' && (startTime === '' || now === startTime);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
