import type { Holding } from '../provisioning/provision';
import { BusyInstances } from './busy-instances';
import { CountedBusy, meanCount, type BusyCounts } from './busy-counts';
import { heldInstances } from './held-instances';
import { warmInstances } from './warm-instances';

/** Where nothing ends the holding of an instance that was started on demand, it counts as held for a day. */
const maxHoldSeconds = 24 * 3600;

/**
 * Seconds of idle instances that a function pays for in a second: instances that are there, less those that run a batch.
 *
 * Kept warm, some are there at all times; a batch that meets none of them free starts another, which is held for `H` seconds
 * after its last batch. On demand, all are held so. Batches come by chance, each on its own.
 * @param batchRateHz batches a second.
 * @param busySeconds mean latency of a batch.
 * @param keepAliveSeconds `H`, 0 to infinity. Infinite where machines are one's own: what is kept warm is never given
 * back, and what was started beyond it goes with its batch.
 * @param coldShare part of the batches that may meet a cold start, by `coldShareOf`.
 * @param max instances that the function may have; beyond them the result is infinite.
 */
export function idleSecondsPerSecond(
  holding: Holding,
  batchRateHz: number,
  busySeconds: number,
  keepAliveSeconds: number,
  coldShare?: number,
  max?: number,
): number {
  const busy = batchRateHz * busySeconds;
  const kept = holding === 'warm' ? warmInstances(busy, coldShare, max) : 0;
  return kept === Infinity
    ? Infinity
    : idleOf(
        heldInstances(kept, new BusyInstances(busy, batchRateHz), heldSeconds(holding, keepAliveSeconds), max),
        busy,
      );
}

/** The same on demand, where it is known how evenly batches come. */
export const idleSecondsOnDemand = (counts: BusyCounts, keepAliveSeconds: number, max?: number): number =>
  idleOf(heldInstances(0, new CountedBusy(counts), heldSeconds('on-demand', keepAliveSeconds), max), meanCount(counts));

/** Where nothing is held there are as many as are busy, but for rounding. */
const idleOf = (held: number, busy: number): number => Math.max(0, held - busy);

/** How long an instance is held that runs nothing, s. */
export function heldSeconds(holding: Holding, keepAliveSeconds: number): number {
  if (keepAliveSeconds !== Infinity) return keepAliveSeconds;
  return holding === 'warm' ? 0 : maxHoldSeconds;
}
