import { Timers } from '../../src/time/timers';

interface Entry {
  readonly atMs: number;
  readonly done: () => void;
}

/** A clock that stands still until it is told to go on. The date is real, for signatures carry one. */
export class ManualTimers extends Timers {
  private atMs = 0;
  private entries: Entry[] = [];
  private watchers: (() => void)[] = [];

  nowMs(): number {
    return this.atMs;
  }

  epochMs(): number {
    return Date.now();
  }

  after(delayMs: number, done: () => void): () => void {
    const entry = { atMs: this.atMs + Math.max(0, delayMs), done };
    this.entries.push(entry);
    for (const watcher of this.watchers.splice(0)) watcher();
    return () => {
      this.entries = this.entries.filter((other) => other !== entry);
    };
  }

  advance(ms: number): void {
    const endMs = this.atMs + ms;
    for (let next = this.earliest(endMs); next !== undefined; next = this.earliest(endMs)) {
      this.entries = this.entries.filter((entry) => entry !== next);
      this.atMs = next.atMs;
      next.done();
    }
    this.atMs = endMs;
  }

  /** Resolves as soon as `count` timers are running. */
  async running(count: number): Promise<void> {
    while (this.entries.length < count) await new Promise<void>((resolve) => this.watchers.push(resolve));
  }

  private earliest(endMs: number): Entry | undefined {
    const due = this.entries.filter((entry) => entry.atMs <= endMs);
    return due.sort((a, b) => a.atMs - b.atMs)[0];
  }
}

/** A clock on which every wait is over at once; the time it would have taken passes. */
export class InstantTimers extends Timers {
  private atMs = 0;

  nowMs(): number {
    return this.atMs;
  }

  epochMs(): number {
    return Date.now();
  }

  after(delayMs: number, done: () => void): () => void {
    const endMs = this.atMs + Math.max(0, delayMs);
    const immediate = setImmediate(() => {
      this.atMs = Math.max(this.atMs, endMs);
      done();
    });
    return () => clearImmediate(immediate);
  }
}
