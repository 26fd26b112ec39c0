import { existsSync, readdirSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');
/** A process that has ended, whose parent has not asked yet. */
const zombie = 'Z';

/**
 * What the kernel says of a process, from its state on; none where there is no such process, or the machine has no /proc.
 * The name of the program, in parentheses, may hold spaces; the fields after it do not: state, parent, group, …
 */
function fieldsOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/**
 * When the kernel started this process, in its clock ticks since boot: with the id it names one process for good.
 * Empty where no such process runs, or where the machine has no /proc.
 */
export function startTimeOf(pid: number): string {
  const fields = fieldsOf(pid);
  return fields[0] === zombie ? '' : (fields[19] ?? '');
}

/** The process that started this one, or has taken it over since; undefined where that is unknown. */
export function parentOf(pid: number): number | undefined {
  const parent = fieldsOf(pid)[1];
  return parent === undefined ? undefined : Number(parent);
}

/** Whether any process of this group runs; where the machine has no /proc, one that has ended and was not asked for counts as well. */
export function isAnyRunningIn(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  return !hasProc || readdirSync('/proc').some((name) => isRunningIn(group, Number(name)));
}

function isRunningIn(group: number, pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  const [state, , its] = fieldsOf(pid);
  return state !== zombie && Number(its) === group;
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
