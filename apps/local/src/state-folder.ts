import { mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The root of the workspace, from apps/local/dist and apps/local/src alike. */
export const workspaceRoot = resolve(__dirname, '..', '..', '..');

/** Where the running system keeps its state: one folder, one log a service. */
export class StateFolder {
  private constructor(readonly path: string) {}

  static open(path = join(workspaceRoot, '.harmonybatch')): StateFolder {
    const folder = new StateFolder(resolve(path));
    mkdirSync(folder.path, { recursive: true });
    return folder;
  }

  /**
   * Begins empty: the emulated Function Compute keeps nothing either, so a plan from before would name functions that
   * are gone. Only for the holder of the lock.
   */
  empty(): void {
    for (const name of ['kafka', 'redis', 'console', 'logs', 'report.json']) {
      rmSync(join(this.path, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }

  get lock(): string {
    return join(this.path, 'lock');
  }

  /** The description of the running system, by which the `harmonybatch` command finds it. */
  get system(): string {
    return join(this.path, 'system.json');
  }

  get report(): string {
    return join(this.path, 'report.json');
  }

  data(name: string): string {
    return join(this.path, name);
  }

  log(name: string): string {
    return join(this.path, 'logs', `${name}.log`);
  }

  /** As a person in the current folder would write it. */
  static shown(path: string): string {
    const short = relative(process.cwd(), path);
    return short.startsWith('..') ? path : short;
  }
}
