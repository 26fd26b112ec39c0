import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { startTimeOf } from './running-processes';

/** How often a killed watchdog is replaced at most: one that cannot run must not be started forever. */
const replacements = 5;
const script = join(__dirname, '..', '..', 'bin', 'watchdog.cjs');

type Order = { watch: number; start: string } | { forget: number } | { own: string; text: string } | { disown: string };

/**
 * One small process beside this one that outlives it by a moment: once this process no longer exists, however it ended, it kills
 * the processes still watched and removes the files still owned. It is started with the first of them and ends with the
 * last.
 */
class Watchdog {
  private readonly processes = new Map<number, string>();
  private readonly files = new Map<string, string>();
  private dog: ChildProcess | undefined;
  private replaced = 0;

  /** This process is to end with us. */
  watch(pid: number): void {
    const start = startTimeOf(pid);
    this.processes.set(pid, start);
    this.order({ watch: pid, start });
  }

  forget(pid: number): void {
    this.processes.delete(pid);
    this.withdraw({ forget: pid });
  }

  /** This file is to go with us, as long as it holds just this text. */
  adopt(file: string, text: string): void {
    this.files.set(file, text);
    this.order({ own: file, text });
  }

  release(file: string): void {
    this.files.delete(file);
    this.withdraw({ disown: file });
  }

  /** Also after somebody killed the watchdog itself: the new one learns of everything. */
  private start(): void {
    const dog = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.dog = dog;
    dog.unref();
    dog.stdin.on('error', () => undefined);
    dog.on('error', () => undefined);
    dog.on('exit', () => {
      if (this.dog === dog && this.replaced++ < replacements) this.start();
    });
    for (const [pid, start] of this.processes) this.say({ watch: pid, start });
    for (const [file, text] of this.files) this.say({ own: file, text });
  }

  private order(order: Order): void {
    if (this.dog) this.say(order);
    else this.start();
  }

  private withdraw(order: Order): void {
    this.say(order);
    if (this.processes.size + this.files.size > 0) return;
    this.dog?.stdin?.end();
    this.dog = undefined;
  }

  private say(order: Order): void {
    this.dog?.stdin?.write(`${JSON.stringify(order)}\n`);
  }
}

export const watchdog = new Watchdog();
