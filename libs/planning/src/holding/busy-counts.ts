import { poissonProbabilities, type BatchWindow } from '@harmonybatch/model';
import type { BusyNumber } from './busy-instances';
import { atAnyTime, metByBatches, whereWindowsOpen, windowEnds, type RunTimes } from './windows-before';

/** How many instances run a batch at once, and how often it becomes one more. */
export interface BusyCounts {
  /** Entry `n`: part of the time in which `n` do. */
  readonly shares: Float64Array;
  /** Entry `n`: how often `n` become `n + 1`, 1/s. */
  readonly risesHz: Float64Array;
}

/** Parts that the longest time of a batch is divided into: least, for each batch in flight, and at most. */
const steps = { least: 96, perBatch: 8, most: 1_000 };
/** Counts so many deviations of a Poisson number above the mean are hardly ever met. */
const deviationsAbove = 7;

/** Batches of one request come by chance: what one finds is what there is at any time, a Poisson number. */
export function countsByChance(batchRateHz: number, meanBusy: number): BusyCounts {
  const shares = poissonProbabilities(meanBusy, sizeFor(meanBusy));
  return { shares, risesHz: shares.map((share) => share * batchRateHz) };
}

/**
 * The batches of one group in flight, which come more evenly than by chance: after each of them it takes until a request
 * comes, `1/R` on average, and then its window. Let `Φ(u)` be the generating function of how many batches run that began
 * at least `u` ago, where a window opens now: `Φ(u) = ∫ R·e^(−R·y)·g(u + y) dy`, and where a batch began `v` ago of
 * which it is not known whether it was full, `g(v) = Σ_c (1 + (z − 1)·P(L_c > v))·∫ Φ(v + w) dP(W ≤ w, c)`, as full
 * batches came after shorter windows and run longer. From the longest time down to 0 both are found step by step. A batch
 * that begins meets `∫ Φ(w) dP(W ≤ w)`; at any time `(Φ(0)/R + ∫ P(W > w)·Φ(w) dw)·λ` run.
 */
export function countsOfWindows(window: BatchWindow, times: RunTimes, batchRateHz: number): BusyCounts {
  const mean = batchRateHz * times.meanSeconds;
  const count = Math.ceil(Math.min(steps.most, Math.max(steps.least, steps.perBatch * mean)));
  const ends = windowEnds(window, times.maxSeconds / count, count, 1 / batchRateHz - 1 / window.rateHz);
  const opened = whereWindowsOpen(window.rateHz, ends, times, sizeFor(mean));
  return {
    shares: atAnyTime(window.rateHz, ends, opened).map((one) => one * batchRateHz),
    risesHz: metByBatches(ends, opened).map((one) => one * batchRateHz),
  };
}

const sizeFor = (mean: number): number => Math.ceil(mean + deviationsAbove * Math.sqrt(mean + 1)) + 2;

/** Counts that are met less than this part of the time are left out. */
const negligible = 1e-12;

/** Mean of a count. */
export const meanCount = ({ shares }: BusyCounts): number =>
  shares.reduce((sum, share, count) => sum + count * share, 0);

/** A count that is gone through. */
export class CountedBusy implements BusyNumber {
  count: number;
  upTo: number;

  constructor(private readonly counts: BusyCounts) {
    this.count = counts.shares.findIndex((share) => share > negligible);
    this.upTo = counts.shares[this.count]!;
  }

  get riseHz(): number {
    return this.counts.risesHz[this.count] ?? 0;
  }

  next(): void {
    this.count += 1;
    this.upTo += this.counts.shares[this.count] ?? 0;
  }
}

/** Batches of several groups in flight, which know nothing of each other. */
export const joinedCounts = (one: BusyCounts, other: BusyCounts): BusyCounts => {
  const fromOne = convolution(one.risesHz, other.shares);
  const fromOther = convolution(one.shares, other.risesHz);
  return {
    shares: convolution(one.shares, other.shares),
    risesHz: fromOne.map((rise, count) => rise + fromOther[count]!),
  };
};

function convolution(one: Float64Array, other: Float64Array): Float64Array {
  const sum = new Float64Array(one.length + other.length - 1);
  for (let a = 0; a < one.length; a += 1) {
    for (let b = 0; b < other.length; b += 1) sum[a + b]! += one[a]! * other[b]!;
  }
  return sum;
}
