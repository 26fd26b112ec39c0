import type { CpuCurve, CpuProfile, CurveFit } from '@harmonybatch/model';
import type { ChosenForm } from '../fitting/choose-form';
import { meanConfidenceShare, tailConfidenceShare } from '../samples/precision';
import type { CpuSamples } from '../samples/samples';
import type { CpuFits } from './cpu-profiling';

const significantDigits = 6;

/**
 * The profile that fits describe, with a curve for each batch size up to the largest that was measured.
 * @param memoryMb what the model needs of a function's main memory.
 * @throws RangeError where a fit says nothing of one of the batch sizes
 */
export function cpuProfileOf(
  samples: readonly CpuSamples[],
  fits: CpuFits,
  memoryMb: CpuProfile['memoryMb'],
): CpuProfile {
  const sizes = samples.map(({ batchSize }) => batchSize);
  const vcpu = samples.map((one) => one.vcpu);
  const maxBatch = Math.max(...sizes);
  const spread = meanOf(samples.map(({ seconds }) => tailConfidenceShare(seconds)));
  return {
    memoryMb,
    avg: curvesOf(fits.avg, maxBatch),
    max: curvesOf(fits.max, maxBatch),
    measuredVcpu: { least: Math.min(...vcpu), most: Math.max(...vcpu) },
    measuredBatchSizes: { least: Math.min(...sizes), most: maxBatch },
    quantiles: fits.quantiles.map(({ share, fit }) => ({
      share,
      curves: curvesOf(fit, maxBatch),
      spreadShare: rounded(spread),
    })),
    fit: {
      points: samples.length,
      runs: samples.reduce((sum, { seconds }) => sum + seconds.length, 0),
      avg: curveFit(fits.avg, meanOf(samples.map(({ seconds }) => meanConfidenceShare(seconds)))),
      max: curveFit(fits.max, spread),
    },
  };
}

/** How well a fit tells what it was made of and what it had not seen. */
export const curveFit = (
  { heldOut, residualShare }: Pick<ChosenForm, 'heldOut' | 'residualShare'>,
  confidenceShare: number,
): CurveFit => ({
  residualShare: rounded(residualShare),
  heldOutShare: rounded(Math.max(0, ...heldOut.map(({ errorShare }) => Math.abs(errorShare)))),
  confidenceShare: rounded(confidenceShare),
});

function curvesOf({ surface, name }: ChosenForm, maxBatch: number): CpuCurve[] {
  return Array.from({ length: maxBatch }, (_, index) => {
    const curve = surface.curve(index + 1);
    if (curve === null) throw new RangeError(`${name} says nothing of batches of ${index + 1}`);
    return roundedCurve(curve);
  });
}

function roundedCurve(curve: CpuCurve): CpuCurve {
  switch (curve.form) {
    case 'reciprocal':
      return {
        form: 'reciprocal',
        workVcpuSeconds: rounded(curve.workVcpuSeconds),
        baseSeconds: rounded(curve.baseSeconds),
      };
    case 'measured':
      return {
        form: 'measured',
        points: curve.points.map(({ vcpu, seconds }) => ({ vcpu, seconds: rounded(seconds) })),
      };
    default:
      return {
        form: 'exponential',
        alphaSeconds: rounded(curve.alphaSeconds),
        betaVcpu: rounded(curve.betaVcpu),
        gammaSeconds: rounded(curve.gammaSeconds),
      };
  }
}

export const rounded = (value: number): number => Number(value.toPrecision(significantDigits));

const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
