import type { GpuProfile, MeasuredBatch } from '@harmonybatch/model';
import { curveFit, rounded } from '../cpu/cpu-profile';
import { meanConfidenceShare, tailConfidenceShare } from '../samples/precision';
import { maximumOf, tailShape } from '../samples/tail-shape';
import { chooseBatchForm, errorsOf, type BatchForm } from './batch-form';
import { fitLine, lineSeconds, type BatchPoint } from './batch-line';
import { risingTable, tableSeconds } from './batch-table';
import { batchPoints } from './gpu-profiling';
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
 * The profile of a model on a card: from runs on the whole card the line of Eq. 2 and that of its 99 % point, or the table of
 * what was measured where no line tells it; the time slice and the part spent on the GPU from runs on shares of it.
 * @returns null where nothing was measured on the whole card
 */
export function gpuProfileOf(samples: readonly GpuSamples[], terms: GpuTerms): GpuProfile | null {
  const { card, cardMemoryGb, memoryMb } = terms;
  const whole = samples.filter(({ gpuMemoryGb }) => gpuMemoryGb === cardMemoryGb);
  if (whole.length === 0) return null;
  const [points, maxima] = [batchPoints(whole), maximaOf(whole)];
  const { form } = chooseBatchForm(points);
  const line = fitLine(points);
  const slicing = fitSlicing(samples, { cardMemoryGb, aloneSeconds: aloneSeconds(form, points) }) ?? {
    sliceSeconds: terms.usualSliceSeconds,
    gpuShare: 1,
  };
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
    ...(form === 'table' ? { measured: measuredBatches(points, maxima) } : { wholeCard: maxLine(maxima) }),
    fit: {
      points: samples.length,
      runs: samples.reduce((sum, { seconds }) => sum + seconds.length, 0),
      avg: curveFit(errorsOf(form, points), meanOf(whole.map(({ seconds }) => meanConfidenceShare(seconds)))),
      max: curveFit(errorsOf(form, maxima), meanOf(whole.map(({ seconds }) => tailConfidenceShare(seconds)))),
    },
  };
}

function aloneSeconds(form: BatchForm, points: readonly BatchPoint[]): (batchSize: number) => number {
  const line = fitLine(points);
  if (form === 'line') return (batchSize) => lineSeconds(line, batchSize);
  const table = risingTable(points);
  return (batchSize) => tableSeconds(table, batchSize)!;
}

function maxLine(maxima: readonly BatchPoint[]): GpuProfile['wholeCard'] {
  const { secondsPerRequest, baseSeconds } = fitLine(maxima);
  return { maxXi1SecondsPerRequest: rounded(secondsPerRequest), maxXi2Seconds: rounded(baseSeconds) };
}

/** Both tables rise, each by itself, and a maximum is never below its mean. */
function measuredBatches(points: readonly BatchPoint[], maxima: readonly BatchPoint[]): MeasuredBatch[] {
  const max = risingTable(maxima);
  return risingTable(points).map(({ batchSize, seconds }, index) => {
    const avgSeconds = rounded(seconds);
    return { batchSize, avgSeconds, maxSeconds: Math.max(avgSeconds, rounded(max[index]!.seconds)) };
  });
}

function maximaOf(whole: readonly GpuSamples[]): BatchPoint[] {
  const shape = tailShape(whole.map(({ seconds }) => seconds));
  return whole.map(({ batchSize, seconds }) => ({ batchSize, seconds: maximumOf(seconds, shape) }));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
