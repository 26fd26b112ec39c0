import { batcherDefaults, dispatcherDefaults, ingestDefaults } from '@harmonybatch/pipeline';

/** Short leases and intervals, ms: a takeover and what follows fit into a few virtual seconds. */
export const batcherOptions = { ...batcherDefaults, leaseMs: 400, pollIntervalMs: 150 };
export const dispatcherOptions = {
  ...dispatcherDefaults,
  leaseMs: 600,
  renewIntervalMs: 200,
  coldStartMs: { cpu: 1_000, gpu: 1_000 },
  maxPerFunction: 4,
  publishRetryMs: { initial: 50, max: 400 },
};
export const ingestOptions = { ...ingestDefaults, publishRetryMs: 50 };

/** Whatever is held for this long is requeued at the end of the log: often, so that faults meet it. */
export const requeueOptions = { minHeldMs: 500, minHeldBack: 1, heldBackEach: 0 };
export const requeueIntervalMs = 300;

/** After how long the group assumes a silent member to be dead, ms. */
export const sessionTimeoutMs = 800;
export const commitIntervalMs = 250;
/** How long a dispatcher that is asked to stop waits for what is in flight, ms. */
export const graceMs = 400;
/** How far wall clocks are off at most, either way, ms. */
export const maxSkewMs = 20;
/** A new incarnation reads the state topics before it takes work; a record of theirs is on its way for less than that, ms. */
export const startupMs = 40;
export const stateHopMs = 20;
/** When callers give a call up, ms. */
export const storeTimeoutMs = 100;
export const publishTimeoutMs = 200;
/** An effect that comes late comes so long after the call, in such timeouts. */
export const lateTimeouts = 4;
/** How long a write is held up between the guard's word and the log, ms. */
export const delayedWriteMs = 900;
