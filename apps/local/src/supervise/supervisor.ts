import { setTimeout as sleep } from 'node:timers/promises';
import { GuardedProcess, lastLines, type Exit } from '@harmonybatch/local-backends';
import { stopInOrder, type Stage } from './stop-in-order';
import type { Part, RunningPart } from './part';

/** What happens to the parts while the system runs. */
export interface SupervisorEvents {
  ended(part: Part, exit: Exit, lines: readonly string[], againInMs: number): void;
  startedAgain(part: Part): void;
  notStarted(part: Part, reason: string, againInMs: number): void;
}

const shownLines = 20;

/** Keeps the parts of the system running: one that ends is started again, but not more often than the gap says. */
export class Supervisor {
  private readonly parts = new Map<Part, RunningPart>();
  private readonly startedAtMs = new Map<Part, number>();
  private readonly ending = new AbortController();

  constructor(
    private readonly events: SupervisorEvents,
    private readonly gapMs: number,
  ) {}

  /** What runs, in the order of starting. */
  get running(): ReadonlyMap<Part, RunningPart> {
    return this.parts;
  }

  /** @throws Error with its last lines where it does not become ready. */
  async start(part: Part, say: (message: string) => void): Promise<RunningPart> {
    const running = await part.start(undefined, say);
    await this.adopt(part, running);
    return running;
  }

  /** Stops every part by its stage, then kills what is left, also what was only being started. */
  async stop(stages: readonly Stage[]): Promise<void> {
    this.ending.abort();
    await stopInOrder(this.parts, stages);
    await this.kill();
  }

  /** Ends everything at once. */
  async kill(): Promise<void> {
    this.ending.abort();
    await GuardedProcess.killAll();
    this.parts.clear();
  }

  private async adopt(part: Part, running: RunningPart): Promise<void> {
    if (this.ending.signal.aborted) {
      await running.kill();
      throw new Error(`${part.name} is not needed any more`);
    }
    this.parts.set(part, running);
    void running.exited.then((exit) => this.onEnd(part, running, exit));
  }

  private async onEnd(part: Part, before: RunningPart, exit: Exit): Promise<void> {
    if (this.ending.signal.aborted) return;
    this.events.ended(part, exit, lastLines(part.logFile, shownLines), this.waitMs(part));
    while (await this.pauseFor(part)) {
      try {
        await this.adopt(part, await part.start(before, () => undefined));
        this.events.startedAgain(part);
        return;
      } catch (error) {
        if (this.ending.signal.aborted) return;
        this.events.notStarted(part, error instanceof Error ? error.message : String(error), this.waitMs(part));
      }
    }
  }

  /** How long until this part may be started again. */
  private waitMs(part: Part): number {
    const lastMs = this.startedAtMs.get(part);
    return lastMs === undefined ? 0 : Math.max(0, lastMs + this.gapMs - performance.now());
  }

  /** Whether it is time to start this part again; false once everything ends. */
  private async pauseFor(part: Part): Promise<boolean> {
    await sleep(this.waitMs(part), undefined, { signal: this.ending.signal }).catch(() => undefined);
    this.startedAtMs.set(part, performance.now());
    return !this.ending.signal.aborted;
  }
}
