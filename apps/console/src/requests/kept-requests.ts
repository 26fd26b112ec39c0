import type { LateCause } from '@harmonybatch/console-api';
import type { OutcomeEnvelope } from '../reading/outcome-envelope';
import { AppShelves } from './app-shelves';

/** A request that can be looked at. */
export interface KeptRequest {
  /** Rises with each one. */
  readonly number: number;
  readonly outcome: OutcomeEnvelope;
  readonly bytes: number;
  cause: LateCause | null;
}

export interface KeptRequestsLimits {
  readonly maxRequests: number;
  /** Of their outcomes as JSON, without outputs. */
  readonly maxBytes: number;
}

/** Late and failed requests first, up to half of all, and of the others the newest of each app. */
export class KeptRequests {
  private readonly byIdentity = new Map<string, KeptRequest>();
  private readonly byBatch = new Map<string, KeptRequest[]>();
  /** Oldest first. */
  private readonly remarkable = new Set<KeptRequest>();
  private readonly well = new AppShelves<KeptRequest>();
  private count = 0;
  private bytes = 0;

  constructor(private readonly limits: KeptRequestsLimits) {}

  /** @param bytes of its outcome as JSON, without outputs */
  add(outcome: OutcomeEnvelope, bytes: number): KeptRequest {
    const request: KeptRequest = { number: this.count++, outcome, bytes, cause: null };
    this.byIdentity.set(outcome.identity, request);
    if (outcome.batch !== undefined)
      this.byBatch.set(outcome.batch.id, [...(this.byBatch.get(outcome.batch.id) ?? []), request]);
    this.classOf(outcome).add(request);
    this.bytes += bytes;
    while (this.byIdentity.size > this.limits.maxRequests || this.bytes > this.limits.maxBytes) this.forget();
    return request;
  }

  get size(): number {
    return this.byIdentity.size;
  }

  get(identity: string): KeptRequest | undefined {
    return this.byIdentity.get(identity);
  }

  ofBatch(id: string): readonly KeptRequest[] {
    return this.byBatch.get(id) ?? [];
  }

  /** Those that a filter leaves, newest first. */
  newest(isWanted: (request: KeptRequest) => boolean): KeptRequest[] {
    return [...this.byIdentity.values()].filter(isWanted).sort((one, other) => other.number - one.number);
  }

  private classOf({ status, timing }: OutcomeEnvelope): Set<KeptRequest> | AppShelves<KeptRequest> {
    return status !== 'ok' || timing.lateByMs !== undefined ? this.remarkable : this.well;
  }

  /** The oldest of the late and failed where those are more than half, else of the app of which most are kept. */
  private forget(): void {
    const isHalf = this.remarkable.size > this.byIdentity.size / 2;
    const [oldestRemarkable] = this.remarkable;
    const oldest = (isHalf ? undefined : this.well.oldestOfLargest()) ?? oldestRemarkable;
    if (oldest === undefined) return;
    const { outcome, bytes } = oldest;
    this.classOf(outcome).delete(oldest);
    if (this.byIdentity.get(outcome.identity) === oldest) this.byIdentity.delete(outcome.identity);
    this.bytes -= bytes;
    const { batch } = outcome;
    if (batch === undefined) return;
    const others = (this.byBatch.get(batch.id) ?? []).filter((one) => one !== oldest);
    if (others.length === 0) this.byBatch.delete(batch.id);
    else this.byBatch.set(batch.id, others);
  }
}
