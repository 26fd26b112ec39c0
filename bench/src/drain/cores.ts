import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Which cores a benchmark divides its processes over: one for what is measured, the others for all it talks to. */
export interface Cores {
  readonly measured: string;
  readonly others: string;
}

/** The last core for what is measured. Throws where there are too few to keep anything apart. */
export function dividedCores(): Cores {
  const last = cpus().length - 1;
  if (last < 1) throw new Error('this needs two cores: one for the service that is measured, one for Kafka and Redis');
  return { measured: String(last), others: last === 1 ? '0' : `0-${last - 1}` };
}

export const allCores = (): string => `0-${cpus().length - 1}`;

/** Keeps all threads of a process on cores, by util-linux's taskset. Throws where it is missing. */
export function pin(pid: number, cores: string): void {
  execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', cores, String(pid)], { stdio: 'ignore' });
}
