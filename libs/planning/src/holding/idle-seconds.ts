import type { Holding } from '../provisioning/provision';
import { coldShareWith, warmInstances } from './warm-instances';

/**
 * Seconds of idle instances that a function pays for in a second.
 *
 * Kept warm, its instances are idle whenever they run no batch; a batch that meets none free starts another, which is held
 * for `H` seconds after it. On demand, an instance is held for `H` seconds after its last batch, which adds
 * `(1 − e^(−λH))/λ` idle seconds a batch of rate `λ`.
 * @param batchRateHz batches a second.
 * @param busySeconds mean latency of a batch.
 * @param keepAliveSeconds `H`, 0 to infinity. Infinite where machines are one's own: what is kept warm is never given
 * back, and what was started beyond it goes with its batch.
 * @param coldShare part of the batches that may meet a cold start, by `coldShareOf`.
 * @param most instances that the function may have; beyond them the result is infinite.
 */
export function idleSecondsPerSecond(
  holding: Holding,
  batchRateHz: number,
  busySeconds: number,
  keepAliveSeconds: number,
  coldShare?: number,
  most?: number,
): number {
  if (holding === 'on-demand') return keepAliveSeconds === 0 ? 0 : -Math.expm1(-batchRateHz * keepAliveSeconds);
  const busy = batchRateHz * busySeconds;
  const instances = warmInstances(busy, coldShare, most);
  if (instances === Infinity) return Infinity;
  const heldSeconds = keepAliveSeconds === Infinity ? 0 : keepAliveSeconds;
  const beyond = heldSeconds === 0 ? 0 : batchRateHz * coldShareWith(busy, instances) * heldSeconds;
  return instances - busy + beyond;
}
