import type { VirtualClock } from '@harmonybatch/memory';
import type { ProcessName, ProcessRole } from '../scenario/fault';

interface Pause {
  readonly fromMs: number;
  untilMs: number;
}

/**
 * One life of a process. Whatever comes from outside – a reply, a timer, records – enters through it: nothing enters a dead
 * one any more, and what comes to a paused one waits until it goes on.
 */
export class Incarnation {
  readonly name: string;
  private readonly pauses: Pause[] = [];
  private deferred: (() => void)[] = [];
  private diedAtMs = Infinity;
  private pausedUntilMs = -Infinity;

  constructor(
    readonly process: ProcessName,
    readonly role: ProcessRole,
    readonly number: number,
    private readonly clock: VirtualClock,
  ) {
    this.name = `${process}.${number}`;
  }

  get isAlive(): boolean {
    return this.diedAtMs === Infinity;
  }

  get isPaused(): boolean {
    return this.isAlive && this.clock.nowMs() < this.pausedUntilMs;
  }

  enter(action: () => void): void {
    if (!this.isAlive) return;
    if (this.isPaused) this.deferred.push(action);
    else action();
  }

  die(): void {
    this.diedAtMs = Math.min(this.diedAtMs, this.clock.nowMs());
    this.deferred = [];
  }

  /** Stops it for a while; it goes on with what came meanwhile, in that order. */
  pause(forMs: number): void {
    const nowMs = this.clock.nowMs();
    const untilMs = Math.max(this.pausedUntilMs, nowMs + forMs);
    this.pauses.push({ fromMs: nowMs, untilMs });
    this.pausedUntilMs = untilMs;
    this.clock.after(untilMs - nowMs, () => this.resume());
  }

  diedBetween(fromMs: number, toMs: number): boolean {
    return this.diedAtMs >= fromMs && this.diedAtMs <= toMs;
  }

  /** Whether a pause of at least `leastMs` falls into this time, at least in part. */
  pausedBetween(fromMs: number, toMs: number, minMs: number): boolean {
    return this.pauses.some(
      (pause) => pause.fromMs <= toMs && pause.untilMs >= fromMs && pause.untilMs - pause.fromMs >= minMs,
    );
  }

  private resume(): void {
    if (this.isPaused) return;
    const { deferred } = this;
    this.deferred = [];
    for (const action of deferred) this.clock.after(0, () => this.enter(action));
  }
}
