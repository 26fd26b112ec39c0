import type { Exit } from '@harmonybatch/local-backends';

/** One process of the system: a broker, the emulator, a replica of a service. */
export interface RunningPart {
  readonly pid: number;
  /** Where it is reached. */
  readonly url: string;
  readonly exited: Promise<Exit>;
  stop(graceMs: number): Promise<Exit>;
  kill(): Promise<Exit>;
}

/** How a process is started, and started again. */
export interface Part {
  readonly name: string;
  readonly logFile: string;
  /**
   * Resolves when it is ready for work. `before` is what ran until now, where it is started again.
   * @throws Error with its last lines where it ends instead.
   */
  start(before: RunningPart | undefined, say: (message: string) => void): Promise<RunningPart>;
}
