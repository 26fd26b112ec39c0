import type { Holding } from '../provisioning/provision';
import { warmInstances } from './warm-instances';

/**
 * Seconds of idle instances that a group pays for in a second.
 *
 * Kept warm, its instances are idle whenever they run no batch. On demand, an instance is held for `H` seconds after its
 * last batch, which adds `(1 − e^(−λH))/λ` idle seconds a batch of rate `λ`.
 * @param batchRateHz batches a second.
 * @param busySeconds mean latency of a batch.
 * @param keepAliveSeconds `H`, 0 to infinity.
 */
export function idleSecondsPerSecond(
  holding: Holding,
  batchRateHz: number,
  busySeconds: number,
  keepAliveSeconds: number,
): number {
  if (holding === 'on-demand') return keepAliveSeconds === 0 ? 0 : -Math.expm1(-batchRateHz * keepAliveSeconds);
  const busy = batchRateHz * busySeconds;
  return Math.max(0, warmInstances(busy) - busy);
}
