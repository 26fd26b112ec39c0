import { ApiError } from '../http/api-error';
import type { FunctionCondition } from '../functions/function-condition';
import type { FunctionRecord } from '../functions/function-record';
import type { TagsInput } from '../functions/tag-input';
import type { InstancePool, Place } from './instance-pool';
import type { InstanceQuota } from './instance-quota';
import type { Timers } from '../time/timers';

/** How many instances a function keeps, and whether it may have more. */
export interface Scaling {
  readonly minInstances: number;
  readonly enableOnDemandScaling: boolean;
}

export const noScaling: Scaling = { minInstances: 0, enableOnDemandScaling: true };

/** Gives a function its instances. */
export type Deploy = (record: FunctionRecord) => Deployment;

/** A function with its instances and its limits. */
export class Deployment {
  scaling: Scaling = noScaling;
  /** Most invocations at once; absent: no limit but that of the account. */
  reservedConcurrency?: number;
  /** Every run takes so many times as long. */
  slowdown = 1;
  /** Instances that a scaling configuration which was deleted still keeps, and until when. */
  private lingering = { instances: 0, untilMs: 0 };

  constructor(
    public record: FunctionRecord,
    readonly pool: InstancePool,
    readonly condition: FunctionCondition,
    private readonly quota: InstanceQuota,
    private readonly release: { readonly afterMs: number; readonly timers: Timers },
  ) {}

  /** Its instances are those that it had. */
  tag(tags: TagsInput): void {
    this.record = { ...this.record, settings: { ...this.record.settings, tags } };
  }

  /** Throws ResourceExhausted where the account has no room for the minimum. */
  scale(scaling: Scaling): void {
    const missing = this.pool.missingFor(scaling.minInstances);
    if (missing > this.quota.left) {
      throw new ApiError(
        'ResourceExhausted',
        `minInstances ${scaling.minInstances} needs ${missing} more instances, the account has ${this.quota.left} left: ${this.quota.refusal}`,
      );
    }
    this.scaling = scaling;
    this.applyScaling();
  }

  /** Keeps no instances any more; that is known a while later. */
  stopScaling(): void {
    const { afterMs, timers } = this.release;
    this.lingering = { instances: this.currentInstances, untilMs: timers.nowMs() + afterMs };
    this.scale(noScaling);
  }

  /** Instances start once the function can be called. */
  applyScaling(): void {
    const minInstances = this.condition.state === 'Active' ? this.scaling.minInstances : 0;
    this.pool.scale(minInstances, this.scaling.enableOnDemandScaling);
  }

  /** Whether it cannot be deleted yet. */
  get keepsInstances(): boolean {
    return this.scaling.minInstances > 0 || this.lingeringInstances > 0;
  }

  /** Why a minimal instance does not come up; absent where they do, or where there is none. */
  get currentError(): string | undefined {
    if (this.scaling.minInstances === 0) return undefined;
    return this.condition.state === 'Failed' ? this.condition.reason : this.pool.startFault;
  }

  private get lingeringInstances(): number {
    const { instances, untilMs } = this.lingering;
    return this.release.timers.nowMs() < untilMs ? instances : 0;
  }

  /** Takes over limits and scaling of what it replaces, as far as the account's quota goes. */
  takeOver(old: Deployment): void {
    this.reservedConcurrency = old.reservedConcurrency;
    this.scaling = old.scaling;
    this.slowdown = old.slowdown;
    this.condition.takeOver(old.condition);
    this.applyScaling();
  }

  /** Minimal instances that are ready to serve. */
  get currentInstances(): number {
    if (this.scaling.minInstances === 0) return this.lingeringInstances;
    return this.condition.state === 'Active' ? Math.min(this.pool.readyCount, this.scaling.minInstances) : 0;
  }

  /** A place for one invocation. Throws ResourceExhausted, PreconditionFailed, AccessDenied. */
  acquire(): Place {
    const { functionName, customContainerConfig } = this.record.settings;
    this.condition.requireCallable(functionName, customContainerConfig.image);
    if (this.reservedConcurrency !== undefined && this.pool.inFlight >= this.reservedConcurrency) {
      throw new ApiError(
        'ResourceExhausted',
        `the function's reserved concurrency of ${this.reservedConcurrency} is in use`,
      );
    }
    const place = this.pool.acquire();
    if (typeof place === 'string') throw new ApiError('ResourceExhausted', place);
    return place;
  }
}
