import type { GpuProfile } from '@harmonybatch/model';
import { curveFit, rounded } from '../cpu/cpu-profile';
import { meanConfidenceShare, tailConfidenceShare } from '../samples/precision';
import { maximumOf, tailShape } from '../samples/tail-shape';
import { fitLine, lineErrors, lineSeconds, type LinePoint } from './batch-line';
import { linePoints } from './gpu-profiling';
import type { GpuSamples } from './gpu-samples';
import { fitSlicing } from './time-slice';

/** What is known of a GPU function without measuring it. */
export interface GpuTerms {
  readonly card: string;
  readonly cardMemoryGb: number;
  /** Main memory of a GPU function. */
  readonly memoryMb: number;
  /** Where the card is held whole: what a profile says of slices that nobody can have. */
  readonly usualSliceSeconds: number;
}

/**
 * The profile of a model on a card: the line of Eq. 2 and its 99 % point from runs on the whole card, the time slice and the
 * part spent on the GPU from runs on shares of it.
 * @returns null where the runs determine no line
 */
export function gpuProfileOf(samples: readonly GpuSamples[], terms: GpuTerms): GpuProfile | null {
  const { card, cardMemoryGb, memoryMb } = terms;
  const whole = samples.filter(({ gpuMemoryGb }) => gpuMemoryGb === cardMemoryGb);
  const sliced = samples.filter(({ gpuMemoryGb }) => gpuMemoryGb < cardMemoryGb);
  const points = linePoints(whole);
  const maxima = maximaOf(whole);
  const [line, max] = [fitLine(points), fitLine(maxima)];
  if (line === null || max === null) return null;
  const work = { cardMemoryGb, aloneSeconds: (batchSize: number) => lineSeconds(line, batchSize) };
  const slicing = fitSlicing(sliced, work) ?? { sliceSeconds: terms.usualSliceSeconds, gpuShare: 1 };
  const gpuShare = rounded(slicing.gpuShare);
  const sizes = whole.map(({ batchSize }) => batchSize);
  return {
    card,
    cardMemoryGb,
    timeSliceSeconds: rounded(slicing.sliceSeconds),
    xi1SecondsPerRequest: rounded(line.secondsPerRequest),
    xi2Seconds: rounded(line.baseSeconds),
    memoryMb,
    batchLimitByGb: [],
    measuredBatchSizes: { least: Math.min(...sizes), most: Math.max(...sizes) },
    gpuShare,
    cpuShare: rounded(1 - gpuShare),
    wholeCard: { maxXi1SecondsPerRequest: rounded(max.secondsPerRequest), maxXi2Seconds: rounded(max.baseSeconds) },
    fit: {
      points: samples.length,
      runs: samples.reduce((sum, { seconds }) => sum + seconds.length, 0),
      avg: curveFit(lineErrors(points), meanOf(whole.map(({ seconds }) => meanConfidenceShare(seconds)))),
      max: curveFit(lineErrors(maxima), meanOf(whole.map(({ seconds }) => tailConfidenceShare(seconds)))),
    },
  };
}

function maximaOf(whole: readonly GpuSamples[]): LinePoint[] {
  const shape = tailShape(whole.map(({ seconds }) => seconds));
  return whole.map(({ batchSize, seconds }) => ({ batchSize, seconds: maximumOf(seconds, shape) }));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
