import type { ContainerFault, StartContainer } from '../containers/container';
import type { Timers } from '../time/timers';
import { IdleMeter } from './idle-meter';
import { Instance } from './instance';
import type { InstanceQuota } from './instance-quota';
import { StartPause } from './start-pause';

export interface PoolSettings {
  /** Invocations that one instance serves at once. */
  readonly instanceConcurrency: number;
  /** An instance that served nothing for this long is released, unless the minimum needs it. */
  readonly idleReleaseMs: number;
  readonly startContainer: StartContainer;
  readonly newInstanceId: () => string;
  /** How long an instance beyond the minimum is billed as idle after its last invocation, ms; may be infinite. */
  readonly billedIdleMs: number;
  /** Called with idle time that is billed, s. */
  readonly onIdle: (seconds: number) => void;
  /** Called with what the initializer of an instance took, s; not where it has none. */
  readonly onInitialised: (seconds: number) => void;
  /** Called where a container came to its end without having been told to. */
  readonly onEnded: (instance: Instance, fault: ContainerFault) => void;
}

/** A place on an instance; give it back with `release`. */
export interface Place {
  readonly instance: Instance;
  release(): void;
}

/** The instances of one function at one size. Decides without waiting; time comes through `timers`. */
export class InstancePool {
  private readonly instances = new Set<Instance>();
  private minInstances = 0;
  private onDemand = true;
  private retired = false;
  private readonly pause: StartPause;
  private readonly idleMeter: IdleMeter;

  constructor(
    private readonly settings: PoolSettings,
    private readonly quota: InstanceQuota,
    private readonly timers: Timers,
  ) {
    this.pause = new StartPause(timers);
    this.idleMeter = new IdleMeter(settings.billedIdleMs, timers, settings.onIdle);
  }

  /** Why the container that was started last did not come up; absent where it did. */
  get startFault(): string | undefined {
    return this.pause.fault;
  }

  get inFlight(): number {
    return this.all().reduce((sum, instance) => sum + instance.inFlight, 0);
  }

  get readyCount(): number {
    return this.all().filter((instance) => instance.state === 'ready').length;
  }

  all(): readonly Instance[] {
    return [...this.instances];
  }

  /** A place on a warm instance; else on the one that will be ready first; else on a new one; else the reason why not. */
  acquire(): Place | string {
    const instance = this.bestFree() ?? (this.onDemand ? this.start() : undefined);
    if (instance === undefined) {
      return this.onDemand
        ? this.quota.refusal
        : `all ${this.instances.size} minimal instances are in use and on-demand scaling is off`;
    }
    this.countIdle();
    instance.inFlight += 1;
    return { instance, release: () => this.release(instance) };
  }

  /** Instances that a minimum of `minInstances` would still have to start. */
  missingFor(minInstances: number): number {
    return Math.max(0, minInstances - this.instances.size);
  }

  /** Keeps `minInstances` running and, where `onDemand`, starts more as they are needed. What the quota has no room for is started later. */
  scale(minInstances: number, onDemand: boolean): void {
    this.countIdle();
    this.minInstances = minInstances;
    this.onDemand = onDemand;
    this.startMissing();
  }

  /** Calls `onIdle` with the idle time up to now. */
  countIdle(): void {
    this.idleMeter.count(this.all(), this.minInstances);
  }

  /** Releases what has been idle too long and the minimum does not need, longest idle first; starts what the minimum lacks. */
  sweep(): void {
    this.countIdle();
    this.startMissing();
    const idleBefore = this.timers.nowMs() - this.settings.idleReleaseMs;
    const expired = this.all()
      .filter(({ state, inFlight, idleSinceMs }) => state === 'ready' && inFlight === 0 && idleSinceMs <= idleBefore)
      .sort((a, b) => a.idleSinceMs - b.idleSinceMs);
    const spare = Math.max(0, this.instances.size - this.minInstances);
    for (const instance of expired.slice(0, spare)) this.discard(instance);
  }

  /** The function or this size of it was removed: idle instances end now, the others after their last invocation. */
  retire(): void {
    this.retired = true;
    this.scale(0, false);
    for (const instance of this.all()) if (instance.inFlight === 0) this.discard(instance);
  }

  private release(instance: Instance): void {
    this.countIdle();
    instance.inFlight -= 1;
    instance.idleSinceMs = this.timers.nowMs();
    if (this.retired && instance.inFlight === 0) this.discard(instance);
  }

  private startMissing(): void {
    if (this.pause.lasts) return;
    for (let missing = this.missingFor(this.minInstances); missing > 0; missing--) this.start();
  }

  private bestFree(): Instance | undefined {
    let best: Instance | undefined;
    for (const instance of this.instances) {
      if (instance.inFlight >= this.settings.instanceConcurrency) continue;
      if (best === undefined || isBetter(instance, best)) best = instance;
    }
    return best;
  }

  private start(): Instance | undefined {
    if (!this.quota.take()) return undefined;
    const { newInstanceId, startContainer } = this.settings;
    const events = {
      ready: (seconds: number) => this.onReady(seconds),
      ended: (ended: Instance, fault: ContainerFault) => this.lose(ended, fault),
    };
    const instance = new Instance(newInstanceId(), startContainer, this.timers, events);
    this.instances.add(instance);
    return instance;
  }

  private onReady(initialisationSeconds: number): void {
    this.pause.started();
    if (initialisationSeconds > 0) this.settings.onInitialised(initialisationSeconds);
  }

  /** A container ended; what the minimum lacks then is started by the next sweep. */
  private lose(instance: Instance, fault: ContainerFault): void {
    if (instance.state === 'starting') this.pause.failed(fault.message);
    this.settings.onEnded(instance, fault);
    this.discard(instance);
  }

  private discard(instance: Instance): void {
    if (!this.instances.has(instance)) return;
    this.countIdle();
    instance.container.stop();
    this.instances.delete(instance);
    this.quota.give();
  }
}

/** Warm before starting; of the warm the one used last, so that the others can go; of the starting the one ready first. */
function isBetter(candidate: Instance, best: Instance): boolean {
  if (candidate.state !== best.state) return candidate.state === 'ready';
  return candidate.state === 'ready' ? candidate.idleSinceMs > best.idleSinceMs : candidate.readyAtMs < best.readyAtMs;
}
