import { cycleSeconds, timeSlicedSeconds } from '@harmonybatch/model';
import { inOrder, quantileOf } from '../samples/sample-statistics';
import type { GpuPoint, GpuSamples } from './gpu-samples';

/** What is known of a card and the model on it before its slices are looked at. */
export interface SlicedWork {
  readonly cardMemoryGb: number;
  /** Latency of a batch on the whole card, seconds. */
  readonly aloneSeconds: (batchSize: number) => number;
}

/** How a card shares its time, and how much of the model's latency that concerns. */
export interface Slicing {
  /** τ: one unit of the card's time. */
  readonly sliceSeconds: number;
  /** The part of the latency spent on the GPU: it alone grows as the function's share of the card shrinks (Eq. 3). */
  readonly gpuShare: number;
}

/** τ is looked for between these, on a logarithmic scale, then around the best one. */
const sliceRange = [2e-4, 5e-2] as const;
const coarseSteps = 40;
const fineSteps = 12;
/** Around the best one, ever closer: parts of τ and of the GPU's share on either side. */
const zooms = [0.12, 0.03];
/** Phases of the card's cycle at which work may arrive. */
const phases = 100;
/** Quantiles that are compared; the ends of a sample say little. */
const shares = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];
const coarseShares = Array.from({ length: 20 }, (_, step) => (step + 1) / 20);

/**
 * The slicing with which the quantiles of all samples come about, if work arrives at any phase of the card's cycle.
 * @returns null where nothing was measured on less than the card
 */
export function fitSlicing(samples: readonly GpuSamples[], work: SlicedWork): Slicing | null {
  const sliced = samples.filter(({ gpuMemoryGb }) => gpuMemoryGb < work.cardMemoryGb);
  if (sliced.length === 0) return null;
  const measured = sliced.map((one) => ({ point: one, quantiles: quantilesOf(inOrder(one.seconds)) }));
  const error = (slicing: Slicing): number =>
    measured.reduce((sum, { point, quantiles }) => sum + quantileError(point, quantiles, work, slicing), 0);
  const coarse = bestOf(pairs(geometric(...sliceRange, coarseSteps), coarseShares), error);
  return zooms.reduce((best, zoom) => bestOf([best, ...around(best, zoom)], error), coarse);
}

function around({ sliceSeconds, gpuShare }: Slicing, zoom: number): Slicing[] {
  const slices = geometric(sliceSeconds / (1 + zoom), sliceSeconds * (1 + zoom), fineSteps);
  const shares = Array.from({ length: fineSteps + 1 }, (_, step) => gpuShare + zoom * ((2 * step) / fineSteps - 1));
  return pairs(
    slices,
    shares.filter((share) => share > 0 && share <= 1),
  );
}

const pairs = (slices: readonly number[], gpuShares: readonly number[]): Slicing[] =>
  slices.flatMap((sliceSeconds) => gpuShares.map((gpuShare) => ({ sliceSeconds, gpuShare })));

const geometric = (from: number, to: number, steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, step) => from * (to / from) ** (step / steps));

function bestOf(candidates: readonly Slicing[], error: (slicing: Slicing) => number): Slicing {
  const errors = candidates.map(error);
  return candidates[errors.indexOf(errors.reduce((least, one) => Math.min(least, one)))]!;
}

const quantilesOf = (sorted: readonly number[]): number[] => shares.map((share) => quantileOf(sorted, share));

/** Distance between what is told and measured, relative to the point: latencies jump where one more slice is needed. */
function quantileError(point: GpuPoint, measured: readonly number[], work: SlicedWork, slicing: Slicing): number {
  const told = quantilesOf(slicedLatencies(point, work, slicing));
  const total = measured.reduce((sum, seconds) => sum + seconds, 0);
  return measured.reduce((sum, seconds, index) => sum + Math.abs(told[index]! - seconds), 0) / total;
}

/** The latencies of a batch over all phases of the cycle, seconds, in order. */
export function slicedLatencies(point: GpuPoint, work: SlicedWork, { sliceSeconds, gpuShare }: Slicing): number[] {
  const alone = work.aloneSeconds(point.batchSize);
  const schedule = { heldSlices: point.gpuMemoryGb, cycleSlices: work.cardMemoryGb, sliceSeconds };
  const host = ((1 - gpuShare) * alone) / Math.min(1, point.vcpu);
  const cycle = cycleSeconds(schedule);
  const latencies = Array.from({ length: phases }, (_, phase) =>
    timeSlicedSeconds(gpuShare * alone, schedule, ((phase + 0.5) / phases) * cycle),
  );
  return inOrder(latencies).map((seconds) => seconds + host);
}
