/** Frees the slot; further calls do nothing. */
export type Release = () => void;

interface Waiter {
  readonly grant: (release: Release | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

/** At most `capacity` holders at a time; the others wait in order, at most `queueLimit` of them. */
export class Slots {
  private inUse = 0;
  private readonly waiters = new Set<Waiter>();

  constructor(
    private readonly capacity: number,
    private readonly queueLimit: number,
  ) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`capacity must be 1 or more, not ${capacity}`);
    if (!Number.isInteger(queueLimit) || queueLimit < 0)
      throw new RangeError(`queueLimit must be 0 or more, not ${queueLimit}`);
  }

  /** No slot is held; then nothing waits either. */
  get idle(): boolean {
    return this.inUse === 0;
  }

  /** A slot, or undefined where none came free within `waitMs` or too many wait already. */
  async take(waitMs: number): Promise<Release | undefined> {
    if (this.inUse < this.capacity) {
      this.inUse += 1;
      return this.releaseOnce();
    }
    if (this.waiters.size >= this.queueLimit) return undefined;
    return new Promise((grant) => {
      const waiter: Waiter = { grant, timer: setTimeout(() => this.expire(waiter), waitMs) };
      this.waiters.add(waiter);
    });
  }

  private expire(waiter: Waiter): void {
    this.waiters.delete(waiter);
    waiter.grant(undefined);
  }

  private releaseOnce(): Release {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.handOver();
    };
  }

  private handOver(): void {
    const [next] = this.waiters;
    if (!next) {
      this.inUse -= 1;
      return;
    }
    clearTimeout(next.timer);
    this.waiters.delete(next);
    next.grant(this.releaseOnce());
  }
}
