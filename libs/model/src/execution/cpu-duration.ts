import { curveSeconds } from '../latency/cpu-curve';
import type { CpuCurve } from '../latency/model-profile';
import type { RandomDraws } from './random-draws';

/** 99 % point of the standard normal distribution. */
const normal99 = 2.326347874;
/** Noise beyond this many standard deviations is cut off. */
const maxDeviation = 3.5;

/** Duration of one batch on a CPU function, s: normal, its mean and its 99 % point at the two curves. */
export function cpuBatchSeconds(avg: CpuCurve, max: CpuCurve, vcpu: number, random: RandomDraws): number {
  const mean = curveSeconds(avg, vcpu);
  const deviation = Math.max(0, curveSeconds(max, vcpu) - mean) / normal99;
  const noise = Math.min(maxDeviation, Math.max(-maxDeviation, random.normal()));
  return mean + noise * deviation;
}
