import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, startTimeOf } from '../process/running-processes';
import { watchdog } from '../process/watchdog';

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  /** Start time of the process by the kernel; empty where it is unknown. */
  readonly startTime: string;
  /** ISO 8601. */
  readonly since: string;
  readonly cwd: string;
}

export class LockTakenError extends Error {
  constructor(
    readonly file: string,
    readonly holder: LockHolder,
  ) {
    super(`${file} is held by process ${holder.pid} (since ${holder.since}, started in ${holder.cwd})`);
    this.name = 'LockTakenError';
  }
}

export interface ProcessLock {
  release(): void;
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockHolder> | null;
    if (value === null || !Number.isSafeInteger(value.pid)) return undefined;
    const { pid = 0, startTime = '', since = 'an unknown time', cwd = 'an unknown folder' } = value;
    return { pid, startTime, since, cwd };
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Who holds this lock, if a live process does. A lock of a process that no longer exists (or a broken file) does not count. */
export function lockHolder(file: string): LockHolder | undefined {
  const holder = parseHolder(readText(file) ?? '');
  return holder && isRunning(holder.pid, holder.startTime) ? holder : undefined;
}

/** Linking is atomic, so of several that try, one wins. */
function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a stale lock out of the way; puts it back if another process renewed it between the look and the move. */
function clearStale(file: string, staleText: string | undefined): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readText(aside) !== staleText) tryLink(aside, file);
  rmSync(aside, { force: true });
}

/**
 * Takes the lock for this process; it goes with the process, and one that was left behind nevertheless is taken over.
 * @throws LockTakenError where a live process holds it.
 */
export function acquireLock(file: string): ProcessLock {
  mkdirSync(dirname(file), { recursive: true });
  const own: LockHolder = {
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    since: new Date().toISOString(),
    cwd: process.cwd(),
  };
  const text = JSON.stringify(own);
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text);
  try {
    while (!tryLink(draft, file)) {
      const held = readText(file);
      const holder = lockHolder(file);
      if (holder) throw new LockTakenError(file, holder);
      clearStale(file, held);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  watchdog.adopt(file, text);
  return {
    release: () => {
      watchdog.release(file);
      if (readText(file) === text) rmSync(file, { force: true });
    },
  };
}

const pollMs = 500;

/** Waits for the lock instead of refusing; `onWait` is called once with the holder. */
export async function waitForLock(file: string, onWait: (holder: LockHolder) => void): Promise<ProcessLock> {
  for (let told = false; ; told = true) {
    try {
      return acquireLock(file);
    } catch (error) {
      if (!(error instanceof LockTakenError)) throw error;
      if (!told) onWait(error.holder);
      await sleep(pollMs);
    }
  }
}
