import type { Exit } from './process/guarded-process';
import type { OnProgress } from './maven/run-maven';

export interface BackendOptions {
  /** Its state; a second start on the same folder finds what the first one held. */
  readonly dataDir: string;
  /** Takes its output; truncated at each start. */
  readonly logFile: string;
  /** Port on the loopback interface; a free one if not given. */
  readonly port?: number;
  readonly onProgress?: OnProgress;
}

/** A server that runs on the loopback interface and ends with this process. */
export interface Backend {
  readonly pid: number;
  readonly port: number;
  readonly exited: Promise<Exit>;
  /** Asks it to end; it is killed after `graceMs` (10 s). */
  stop(graceMs?: number): Promise<Exit>;
  kill(): Promise<Exit>;
}
