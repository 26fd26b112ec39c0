import type { CpuCurve, CpuProfile, GpuProfile, MeasuredBatch, ModelProfile } from '../latency/model-profile';

/** By what executions take longer than a profile says, or shorter, by type of function; 1 where it is right. */
export interface ProfileFactors {
  readonly cpu: number;
  readonly gpu: number;
  /** By what their 99 % points are longer beyond that, 1 or more; 1 where absent. */
  readonly tails?: { readonly cpu: number; readonly gpu: number };
}

const noTails = { cpu: 1, gpu: 1 };

/** Whether two corrections are the same. */
export const sameFactors = (one: ProfileFactors, other: ProfileFactors): boolean => {
  const [tails, others] = [one.tails ?? noTails, other.tails ?? noTails];
  return one.cpu === other.cpu && one.gpu === other.gpu && tails.cpu === others.cpu && tails.gpu === others.gpu;
};

export const uncalibrated: ProfileFactors = { cpu: 1, gpu: 1 };

/**
 * A profile as observed executions correct it. Slower executions are slower at the mean and at the maximum alike; that they
 * are faster at the mean says nothing of the maximum, which SLOs rest on: it stays.
 */
export function calibratedProfile(profile: ModelProfile, factors: ProfileFactors): ModelProfile {
  const { cpu, gpu, tails = noTails } = factors;
  if (sameFactors(factors, uncalibrated)) return profile;
  return {
    ...profile,
    ...(profile.cpu === undefined ? {} : { cpu: calibratedCpu(profile.cpu, cpu, tails.cpu) }),
    ...(profile.gpu === undefined ? {} : { gpu: calibratedGpu(profile.gpu, gpu, tails.gpu) }),
  };
}

function calibratedCpu(profile: CpuProfile, factor: number, tail: number): CpuProfile {
  const slower = Math.max(1, factor) * tail;
  return {
    ...profile,
    avg: profile.avg.map((curve) => scaledCurve(curve, factor)),
    max: profile.max.map((curve) => scaledCurve(curve, slower)),
    ...(profile.quantiles === undefined
      ? {}
      : {
          quantiles: profile.quantiles.map((quantile) => ({
            ...quantile,
            curves: quantile.curves.map((curve) => scaledCurve(curve, slower)),
          })),
        }),
  };
}

function scaledCurve(curve: CpuCurve, factor: number): CpuCurve {
  switch (curve.form) {
    case 'reciprocal':
      return {
        ...curve,
        workVcpuSeconds: factor * curve.workVcpuSeconds,
        baseSeconds: factor * curve.baseSeconds,
      };
    case 'measured':
      return { ...curve, points: curve.points.map(({ vcpu, seconds }) => ({ vcpu, seconds: factor * seconds })) };
    default:
      return { ...curve, alphaSeconds: factor * curve.alphaSeconds, gammaSeconds: factor * curve.gammaSeconds };
  }
}

/** On a shared card the maximum follows from the mean (Eq. 4), so that a faster mean is left out of account altogether. */
function calibratedGpu(profile: GpuProfile, factor: number, tailFactor: number): GpuProfile {
  const slower = Math.max(1, factor);
  const { wholeCard, measured } = profile;
  return {
    ...profile,
    ...(tailFactor === 1 ? {} : { tailFactor }),
    xi1SecondsPerRequest: slower * profile.xi1SecondsPerRequest,
    xi2Seconds: slower * profile.xi2Seconds,
    ...(wholeCard === undefined
      ? {}
      : {
          wholeCard: {
            maxXi1SecondsPerRequest: slower * wholeCard.maxXi1SecondsPerRequest,
            maxXi2Seconds: slower * wholeCard.maxXi2Seconds,
          },
        }),
    ...(measured === undefined ? {} : { measured: measured.map((point) => scaledBatch(point, slower)) }),
  };
}

const scaledBatch = ({ batchSize, avgSeconds, maxSeconds }: MeasuredBatch, factor: number): MeasuredBatch => ({
  batchSize,
  avgSeconds: factor * avgSeconds,
  maxSeconds: factor * maxSeconds,
});
