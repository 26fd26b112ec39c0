import { curveRange, curveSeconds, endsBelowZero } from './cpu-curve';
import type { Latency } from './latency';
import type { CpuCurve, CpuProfile, Range } from './model-profile';

/** Largest batch whose latency was measured. */
export const maxCpuBatchSize = (profile: CpuProfile): number => Math.min(profile.avg.length, profile.max.length);

/**
 * Latency of a batch on a CPU function (Eq. 1, or the form of the profile's curves). Throws for a batch size that was not
 * measured, and outside of `knownVcpu`.
 */
export function cpuLatency(profile: CpuProfile, vcpu: number, batchSize: number): Latency {
  const avg = profile.avg[batchSize - 1];
  const max = profile.max[batchSize - 1];
  if (avg === undefined || max === undefined)
    throw new RangeError(`no CPU latency is known for batches of ${batchSize}`);
  return { avgSeconds: curveSeconds(avg, vcpu), maxSeconds: curveSeconds(max, vcpu) };
}

const known = new WeakMap<CpuProfile, Range>();

/**
 * The vCPU on which the profile has a latency for every batch size: without end for formulas that stay above zero, what a
 * table holds, and what was measured where a formula falls below zero beyond. No plan leaves it.
 */
export function knownVcpu(profile: CpuProfile): Range {
  const found = known.get(profile) ?? commonRange(profile);
  known.set(profile, found);
  return found;
}

function commonRange(profile: CpuProfile): Range {
  const ranges = [...profile.avg, ...profile.max].map((curve) => rangeIn(profile, curve));
  return {
    least: Math.max(...ranges.map(({ least }) => least)),
    most: Math.min(...ranges.map(({ most }) => most)),
  };
}

const rangeIn = ({ measuredVcpu }: CpuProfile, curve: CpuCurve): Range =>
  endsBelowZero(curve) && measuredVcpu !== undefined ? measuredVcpu : curveRange(curve);

/** Whether a batch on that many cores has a latency by the profile. */
export function isKnownVcpu(profile: CpuProfile, vcpu: number): boolean {
  const { least, most } = knownVcpu(profile);
  return vcpu >= least && vcpu <= most;
}
