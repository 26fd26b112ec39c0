import type { Clock, Timer } from '@harmonybatch/pipeline';

export interface PoolTerms {
  /** Draws how long an instance takes to start, ms. */
  readonly coldStartMs: () => number;
  /**
   * How long an instance above the warm ones is held after its last batch, ms. Infinite where machines are one's own: what
   * is not kept warm is then held for ever where nothing is, and goes with its batch where something is.
   */
  readonly keepAliveMs: number;
  /** Of the time for which such an instance is held so much is billed, ms; may be infinite. */
  readonly billedIdleMs: number;
  readonly mostInstances: number;
}

export interface Instance {
  /** Since when it is idle; while it runs a batch, when it got ready last. */
  idleSinceMs: number;
  expiry: Timer | null;
}

/** A free instance, or one that starts now and is ready after `startMs`. */
export interface Acquired {
  readonly instance: Instance;
  /** 0 for one that was there. */
  readonly startMs: number;
}

/**
 * The instances of one function, each for one batch at a time. A batch that meets no free instance starts one; those
 * above the warm ones go when they were idle for long.
 */
export class InstancePool {
  /** The one that ran last is taken first, so that those not needed run out. */
  private readonly idle: Instance[] = [];
  private busy = 0;
  private warm = 0;
  private closed = false;
  private countedIdleMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly terms: PoolTerms,
  ) {}

  get size(): number {
    return this.busy + this.idle.length;
  }

  /** Billed time that instances were ready and ran nothing so far, all of them together, ms. */
  get idleMs(): number {
    return this.idle.reduce((sum, instance) => sum + this.billedOf(instance), this.countedIdleMs);
  }

  /** Keeps `warm` instances from now on; resolves when so many are ready. */
  async keepWarm(warm: number): Promise<void> {
    this.warm = Math.min(warm, this.terms.mostInstances);
    const missing = Math.max(0, this.warm - this.size);
    await Promise.all(Array.from({ length: missing }, () => this.startIdle()));
    while (this.idle.length > 0 && this.goesWithItsBatch) this.leaveIdle(this.idle.shift()!);
    for (const instance of this.idle) this.expireLater(instance);
  }

  /** @returns null where there are as many instances as there may be, all of them busy. */
  acquire(): Acquired | null {
    const instance = this.idle.pop();
    if (instance !== undefined) {
      this.leaveIdle(instance);
      this.busy += 1;
      return { instance, startMs: 0 };
    }
    if (this.size >= this.terms.mostInstances) return null;
    this.busy += 1;
    return { instance: { idleSinceMs: 0, expiry: null }, startMs: this.terms.coldStartMs() };
  }

  /** An instance has run its batch. */
  release(instance: Instance): void {
    const goes = this.closed || this.goesWithItsBatch;
    this.busy -= 1;
    if (goes) return;
    instance.idleSinceMs = this.clock.nowMs();
    this.idle.push(instance);
    this.expireLater(instance);
  }

  /** The function goes, and with it its instances: at once, or when they have run their batch. */
  close(): void {
    this.closed = true;
    for (const instance of this.idle.splice(0)) this.leaveIdle(instance);
  }

  /** Whether an instance that is free is one too many and not held. */
  private get goesWithItsBatch(): boolean {
    return this.terms.keepAliveMs === Infinity && this.warm > 0 && this.size > this.warm;
  }

  private async startIdle(): Promise<void> {
    this.busy += 1;
    await new Promise<void>((resolve) => void this.clock.after(this.terms.coldStartMs(), resolve));
    this.release({ idleSinceMs: 0, expiry: null });
  }

  private expireLater(instance: Instance): void {
    if (instance.expiry !== null || this.size <= this.warm || this.terms.keepAliveMs === Infinity) return;
    instance.expiry = this.clock.after(this.terms.keepAliveMs, () => this.expire(instance));
  }

  private expire(instance: Instance): void {
    if (this.size <= this.warm) {
      instance.expiry = null;
      return;
    }
    this.idle.splice(this.idle.indexOf(instance), 1);
    this.leaveIdle(instance);
  }

  private leaveIdle(instance: Instance): void {
    this.countedIdleMs += this.billedOf(instance);
    instance.expiry?.cancel();
    instance.expiry = null;
  }

  /** One that waits to go is above the warm ones. */
  private billedOf({ idleSinceMs, expiry }: Instance): number {
    const idleMs = this.clock.nowMs() - idleSinceMs;
    return expiry === null ? idleMs : Math.min(idleMs, this.terms.billedIdleMs);
  }
}
