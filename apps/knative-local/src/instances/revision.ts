import type { ContainerCall, ContainerResult, ContainerSpec } from '@harmonybatch/container-processes';
import type { RunningContainer, StartContainer } from '../containers/containers';
import type { InstanceQuota } from './instance-quota';

export interface RevisionOptions {
  readonly minInstances: number;
  /** Calls that wait for an instance; more are refused. */
  readonly maxWaiting: number;
  /** How long an instance without a call is kept beyond the minimum, ms. */
  readonly idleMs: number;
}

/** The revision has no place for a call, or no instance came up for it. */
export class NoInstanceError extends Error {}

interface Instance {
  readonly container: RunningContainer;
  idleTimer?: NodeJS.Timeout;
}

type Waiter = (instance: Instance | NoInstanceError) => void;

/** The instances of one state of a service, one call at a time each: started when calls wait, ended when they are idle. */
export class Revision {
  private readonly instances = new Set<Instance>();
  private readonly idle: Instance[] = [];
  private readonly waiting: Waiter[] = [];
  private starting = 0;
  private retired = false;

  constructor(
    private readonly spec: ContainerSpec,
    private readonly start: StartContainer,
    private readonly quota: InstanceQuota,
    private readonly options: RevisionOptions,
  ) {}

  /** Resolves when as many instances are ready as are to be kept, at least one. Rejects with why one is not. */
  async deploy(): Promise<void> {
    const wanted = Math.max(1, this.options.minInstances);
    await Promise.all(Array.from({ length: wanted }, () => this.launch()));
  }

  /** @throws NoInstanceError */
  async call(call: ContainerCall): Promise<ContainerResult> {
    const instance = await this.take();
    const result = await instance.container.call(call);
    if (result.kind === 'ended') this.drop(instance);
    else this.give(instance);
    return result;
  }

  async retire(): Promise<void> {
    this.retired = true;
    for (const wait of this.waiting.splice(0)) wait(new NoInstanceError('the revision is gone'));
    await Promise.all([...this.instances].map((instance) => this.end(instance)));
  }

  private take(): Promise<Instance> {
    const free = this.idle.pop();
    if (free !== undefined) {
      clearTimeout(free.idleTimer);
      return Promise.resolve(free);
    }
    if (this.waiting.length >= this.options.maxWaiting) throw new NoInstanceError('pending request queue full');
    return new Promise((resolve, reject) => {
      this.waiting.push((given) => (given instanceof NoInstanceError ? reject(given) : resolve(given)));
      if (this.starting < this.waiting.length) void this.launch().catch((error: unknown) => this.onLaunchFailed(error));
    });
  }

  /** Where other instances run, calls wait for one of those. */
  private onLaunchFailed(error: unknown): void {
    if (this.instances.size === 0) this.waiting.shift()?.(new NoInstanceError(String(error)));
  }

  private async launch(): Promise<void> {
    const release = this.quota.take();
    this.starting += 1;
    const instance: Instance = { container: this.start(this.spec) };
    this.instances.add(instance);
    void instance.container.ended.then(() => {
      release();
      this.drop(instance);
    });
    try {
      await instance.container.ready;
    } finally {
      this.starting -= 1;
    }
    if (this.retired) await this.end(instance);
    else this.give(instance);
  }

  private give(instance: Instance): void {
    if (!this.instances.has(instance) || this.retired) return;
    const next = this.waiting.shift();
    if (next !== undefined) return next(instance);
    this.idle.push(instance);
    instance.idleTimer = setTimeout(() => this.onIdle(instance), this.options.idleMs);
    instance.idleTimer.unref();
  }

  private onIdle(instance: Instance): void {
    if (this.instances.size > this.options.minInstances) void this.end(instance);
  }

  private async end(instance: Instance): Promise<void> {
    this.drop(instance);
    await instance.container.stop();
  }

  private drop(instance: Instance): void {
    clearTimeout(instance.idleTimer);
    this.instances.delete(instance);
    const at = this.idle.indexOf(instance);
    if (at >= 0) this.idle.splice(at, 1);
  }
}
