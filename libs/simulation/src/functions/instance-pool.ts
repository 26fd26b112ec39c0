import { sleep, type Clock, type Timer } from '@harmonybatch/ports';

export interface PoolOptions {
  /** Draws how long an instance takes to start, ms. */
  readonly coldStartMs: () => number;
  /**
   * How long an instance above the warm ones is held after its last batch, ms. Infinite where machines are one's own: what
   * is not kept warm is then held forever where nothing is, and goes with its batch where something is.
   */
  readonly keepAliveMs: number;
  /** Of the time for which such an instance is held so much is billed, ms; may be infinite. */
  readonly billedIdleMs: number;
  readonly maxInstances: number;
  /** An instance starts, for a batch or to be kept: it initialises for so long, ms. */
  readonly onStart: (initialisationMs: number) => void;
}

export interface Instance {
  /** One of those kept ready at all times; the others are held for a while. */
  keptWarm: boolean;
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
 * The instances of one function, each for one batch at a time. A batch takes one of those kept ready, else one that is still
 * held, else it starts one. What is held is idle on somebody's bill no longer than `billedIdleMs`; what is kept always is.
 */
export class InstancePool {
  /** The one that ran last is taken first, so that those not needed run out. */
  private readonly idle: Instance[] = [];
  private readonly busy = new Set<Instance>();
  private starting = 0;
  private warm = 0;
  private closed = false;
  private countedIdleMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly options: PoolOptions,
  ) {}

  get size(): number {
    return this.busy.size + this.idle.length + this.starting;
  }

  /** Billed time that instances were ready and ran nothing so far, all of them together, ms. */
  get idleMs(): number {
    return this.idle.reduce((sum, instance) => sum + this.billedOf(instance), this.countedIdleMs);
  }

  /** Keeps `warm` instances from now on; resolves when that many are ready. */
  async keepWarm(warm: number): Promise<void> {
    this.warm = Math.min(warm, this.options.maxInstances);
    const all = [...this.idle, ...this.busy];
    const surplus = all.filter(({ keptWarm }) => keptWarm).length + this.starting - this.warm;
    for (const instance of all.filter(({ keptWarm }) => keptWarm).slice(0, Math.max(0, surplus)))
      this.stopKeepingWarm(instance);
    for (const instance of all.filter(({ keptWarm }) => !keptWarm).slice(0, Math.max(0, -surplus))) this.keep(instance);
    const missing = this.warm - this.starting - [...this.idle, ...this.busy].filter(({ keptWarm }) => keptWarm).length;
    await Promise.all(Array.from({ length: Math.max(0, missing) }, () => this.startKept()));
  }

  /** @returns null where there are as many instances as there may be, all of them busy. */
  acquire(): Acquired | null {
    const kept = this.idle.findLastIndex((instance) => instance.keptWarm);
    const instance = this.idle[kept < 0 ? this.idle.length - 1 : kept];
    if (instance !== undefined) {
      this.leaveIdle(instance);
      this.busy.add(instance);
      return { instance, startMs: 0 };
    }
    if (this.size >= this.options.maxInstances) return null;
    const started = { keptWarm: false, idleSinceMs: 0, expiry: null };
    this.busy.add(started);
    return { instance: started, startMs: this.startMs() };
  }

  /** An instance has run its batch. */
  release(instance: Instance): void {
    this.busy.delete(instance);
    if (!this.closed && !this.endsWithBatch(instance)) this.becomeIdle(instance);
  }

  /** The function goes, and with it its instances: at once, or when they have run their batch. */
  close(): void {
    this.closed = true;
    for (const instance of [...this.idle]) this.leaveIdle(instance);
  }

  private async startKept(): Promise<void> {
    this.starting += 1;
    await sleep(this.clock, this.startMs());
    this.starting -= 1;
    if (!this.closed) this.becomeIdle({ keptWarm: true, idleSinceMs: 0, expiry: null });
  }

  private startMs(): number {
    const ms = this.options.coldStartMs();
    this.options.onStart(ms);
    return ms;
  }

  /** Where nothing ends the holding of an instance, only those that are to be kept stay. */
  private endsWithBatch({ keptWarm }: Instance): boolean {
    return !keptWarm && this.options.keepAliveMs === Infinity && this.warm > 0;
  }

  private keep(instance: Instance): void {
    this.countIdle(instance);
    instance.keptWarm = true;
    instance.expiry?.cancel();
    instance.expiry = null;
  }

  private stopKeepingWarm(instance: Instance): void {
    this.countIdle(instance);
    instance.keptWarm = false;
    if (!this.idle.includes(instance)) return;
    if (this.endsWithBatch(instance)) this.leaveIdle(instance);
    else this.expireLater(instance);
  }

  private becomeIdle(instance: Instance): void {
    instance.idleSinceMs = this.clock.nowMs();
    this.idle.push(instance);
    if (!instance.keptWarm) this.expireLater(instance);
  }

  private expireLater(instance: Instance): void {
    if (this.options.keepAliveMs === Infinity) return;
    instance.expiry = this.clock.after(this.options.keepAliveMs, () => this.leaveIdle(instance));
  }

  private leaveIdle(instance: Instance): void {
    this.countIdle(instance);
    this.idle.splice(this.idle.indexOf(instance), 1);
    instance.expiry?.cancel();
    instance.expiry = null;
  }

  /** Counts what an idle instance idled so far. */
  private countIdle(instance: Instance): void {
    if (!this.idle.includes(instance)) return;
    this.countedIdleMs += this.billedOf(instance);
    instance.idleSinceMs = this.clock.nowMs();
  }

  private billedOf({ keptWarm, idleSinceMs }: Instance): number {
    const idleMs = this.clock.nowMs() - idleSinceMs;
    return keptWarm ? idleMs : Math.min(idleMs, this.options.billedIdleMs);
  }
}
