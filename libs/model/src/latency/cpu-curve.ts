import type { CpuCurve, ExponentialCurve, MeasuredCurve, MeasuredPoint, Range, ReciprocalCurve } from './model-profile';

/** Latency by a curve of any form, seconds on `vcpu` cores. Throws RangeError outside of what a measured table holds. */
export function curveSeconds(curve: CpuCurve, vcpu: number): number {
  switch (curve.form) {
    case 'reciprocal':
      return reciprocalSeconds(curve, vcpu);
    case 'measured':
      return interpolatedSeconds(curve, vcpu);
    default:
      return exponentialSeconds(curve, vcpu);
  }
}

/** Eq. 1: `L(c) = α · exp(−c / β) + γ`. */
const exponentialSeconds = ({ alphaSeconds, betaVcpu, gammaSeconds }: ExponentialCurve, vcpu: number): number =>
  alphaSeconds * Math.exp(-vcpu / betaVcpu) + gammaSeconds;

/** `L(c) = work / c + base`. */
const reciprocalSeconds = ({ workVcpuSeconds, baseSeconds }: ReciprocalCurve, vcpu: number): number =>
  workVcpuSeconds / vcpu + baseSeconds;

/** A line over `1 / c` from one measured point to the next: exact where the latency is work over cores. */
function interpolatedSeconds({ points }: MeasuredCurve, vcpu: number): number {
  const next = points.findIndex((point) => point.vcpu >= vcpu);
  const after = points[next];
  if (after?.vcpu === vcpu) return after.seconds;
  const before = points[next - 1];
  if (after === undefined || before === undefined) throw new RangeError(`no latency is known on ${vcpu} vCPU`);
  return between(before, after, vcpu);
}

function between(before: MeasuredPoint, after: MeasuredPoint, vcpu: number): number {
  const part = (1 / before.vcpu - 1 / vcpu) / (1 / before.vcpu - 1 / after.vcpu);
  return before.seconds + part * (after.seconds - before.seconds);
}

/** The vCPU on which a curve has a latency at all: a table's ends; a formula has no end. */
export function curveRange(curve: CpuCurve): Range {
  if (curve.form !== 'measured') return { least: 0, most: Infinity };
  return { least: curve.points[0]!.vcpu, most: curve.points[curve.points.length - 1]!.vcpu };
}

/** The vCPU between which a curve is one formula: the points of a table, none for a formula. */
export const curveKnots = (curve: CpuCurve): number[] =>
  curve.form === 'measured' ? curve.points.map(({ vcpu }) => vcpu) : [];

/** Whether a formula falls below zero somewhere, so that it may be followed only where it was measured. */
export function endsBelowZero(curve: CpuCurve): boolean {
  if (curve.form === 'measured') return false;
  return (curve.form === 'reciprocal' ? curve.baseSeconds : curve.gammaSeconds) < 0;
}
