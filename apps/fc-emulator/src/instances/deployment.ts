import { ApiError } from '../http/api-error';
import type { FunctionRecord } from '../functions/function-record';
import type { InstancePool, Place } from './instance-pool';
import type { InstanceQuota } from './instance-quota';

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

  constructor(
    readonly record: FunctionRecord,
    readonly pool: InstancePool,
    private readonly quota: InstanceQuota,
  ) {}

  /** Throws ResourceExhausted where the account has no room for the minimum. */
  scale(scaling: Scaling): void {
    const missing = this.pool.missingFor(scaling.minInstances);
    if (missing > this.quota.left) {
      throw new ApiError(
        'ResourceExhausted',
        `minInstances ${scaling.minInstances} needs ${missing} more instances, the account has ${this.quota.left} left`,
      );
    }
    this.scaling = scaling;
    this.pool.scale(scaling.minInstances, scaling.enableOnDemandScaling);
  }

  /** Takes over limits and scaling of what it replaces, as far as the account's quota goes. */
  takeOver(old: Deployment): void {
    this.reservedConcurrency = old.reservedConcurrency;
    this.scaling = old.scaling;
    this.pool.scale(old.scaling.minInstances, old.scaling.enableOnDemandScaling);
  }

  /** Minimal instances that are ready to serve. */
  get currentInstances(): number {
    return Math.min(this.pool.readyCount, this.scaling.minInstances);
  }

  /** Why a minimal instance does not come up; absent where they do, or where there is none. */
  get currentError(): string | undefined {
    return this.scaling.minInstances > 0 ? this.pool.startFault : undefined;
  }

  /** A place for one invocation. Throws ResourceExhausted. */
  acquire(): Place {
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
