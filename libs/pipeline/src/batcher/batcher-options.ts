import { limits } from '@harmonybatch/contracts';

export interface BatcherOptions {
  /** How long a leased batch is this batcher's to emit, ms; after it any batcher recovers it. */
  readonly leaseMs: number;
  /** How often the fate of held requests is looked up and lost batches are recovered, ms. */
  readonly pollIntervalMs: number;
  /** How long after its flush time a request's fate is first looked up, ms. */
  readonly checkDelayMs: number;
  /** A request that the store keeps for this many leases beyond its time leaves without the store; before that it is pushed again. */
  readonly overdueLeases: number;
  /** A flush gathers at most this many bytes of requests. */
  readonly maxBatchBytes: number;
  /** Requests that wait for a plan at a time; beyond that the oldest of the app that has most of them is answered without one. */
  readonly maxUnplanned: number;
  /** The same by the memory that they take, bytes: far less than what may be open, so that reading goes on. */
  readonly maxUnplannedBytes: number;
  /** Ids looked up in one call. */
  readonly maxIdsPerCall: number;
}

export const batcherDefaults: BatcherOptions = {
  leaseMs: 1_000,
  pollIntervalMs: 100,
  checkDelayMs: 50,
  overdueLeases: 2,
  maxBatchBytes: limits.maxBatchBytes,
  maxUnplanned: 10_000,
  maxUnplannedBytes: 64 * 1024 * 1024,
  maxIdsPerCall: 250,
};
