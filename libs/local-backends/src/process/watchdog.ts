import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { startTimeOf } from './start-time';

/** A watchdog that somebody kills is replaced so often at most: one that cannot run must not be started for ever. */
const replacements = 5;
const script = join(__dirname, '..', '..', 'bin', 'watchdog.cjs');

/**
 * One small process beside this one that outlives it by a moment: it kills what is still watched once this process is
 * gone, however it ended. It is started with the first process to watch and ends with the last.
 */
class Watchdog {
  private readonly pids = new Map<number, string>();
  private dog: ChildProcess | undefined;
  private replaced = 0;

  watch(pid: number): void {
    const start = startTimeOf(pid);
    this.pids.set(pid, start);
    if (this.dog) this.say(`watch ${pid} ${start}`);
    else this.start();
  }

  forget(pid: number): void {
    this.pids.delete(pid);
    this.say(`forget ${pid}`);
    if (this.pids.size > 0) return;
    this.dog?.stdin?.end();
    this.dog = undefined;
  }

  /** Also after somebody killed the watchdog itself: the new one learns of all processes. */
  private start(): void {
    const dog = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.dog = dog;
    dog.unref();
    dog.stdin.on('error', () => undefined);
    dog.on('error', () => undefined);
    dog.on('exit', () => {
      if (this.dog === dog && this.replaced++ < replacements) this.start();
    });
    for (const [pid, start] of this.pids) this.say(`watch ${pid} ${start}`);
  }

  private say(line: string): void {
    this.dog?.stdin?.write(`${line}\n`);
  }
}

export const watchdog = new Watchdog();
