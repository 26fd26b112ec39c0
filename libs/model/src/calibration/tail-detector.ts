/** An execution is beyond the 99 % point where it takes so much longer: quantiles are not that exact. */
const slack = 1.02;
/** So many executions may be beyond it, and so many would be where the tail has grown: a CUSUM of log-likelihoods tells them apart. */
const allowedShare = 0.02;
const grownShare = 0.06;
const beyondStep = Math.log(grownShare / allowedShare);
const withinStep = Math.log((1 - grownShare) / (1 - allowedShare));
/** Chance alone leads here about once in `e^this` executions (Lorden 1971). */
const threshold = 18;
/** A quantile rests on so many executions, the 99 % point on more; no more than the last of them are looked at. */
const minSamples = 200;
const minSamplesOf99 = 500;
const maxSamples = 2_000;
/** A tail has shrunk where its quantiles are below this part of what is expected. */
const shrunk = 0.85;

/** By what quantiles of executions are longer than expected, or shorter, and on how many it rests. */
export interface TailChange {
  readonly ratio: number;
  readonly samples: number;
}

/**
 * Finds out whether the slow executions of a model have become slower, though its mean stays: where many more are beyond their
 * 99 % point than one in a hundred, the quantiles of what was observed stand for those of the profile. Each execution is
 * compared with the quantiles of its own shape and batch size.
 */
export class TailDetector {
  private sum = 0;
  private of95: number[] = [];
  private of99: number[] = [];

  /** @param p95Seconds what 95 % of such executions are expected not to exceed; 99 % not `p99Seconds` */
  add(observedSeconds: number, p95Seconds: number, p99Seconds: number): void {
    const [over95, over99] = [observedSeconds / p95Seconds, observedSeconds / p99Seconds];
    if (!Number.isFinite(over95) || !Number.isFinite(over99)) return;
    if (this.of95.length >= maxSamples) this.forget();
    this.sum = Math.max(0, this.sum + (over99 > slack ? beyondStep : withinStep));
    this.of95.push(over95);
    this.of99.push(over99);
  }

  /** What is found; null where all is as expected. */
  get found(): TailChange | null {
    const samples = this.of95.length;
    const hasGrown = this.sum >= threshold && samples >= minSamples;
    if (!hasGrown && samples < maxSamples) return null;
    const ratio = this.ratio();
    return (hasGrown && ratio > 1) || ratio < shrunk ? { ratio, samples } : null;
  }

  /** Begins anew: other quantiles are expected from now on. */
  reset(): void {
    this.sum = 0;
    this.forget();
  }

  private ratio(): number {
    const at95 = quantileOf(this.of95, 0.95);
    return this.of99.length < minSamplesOf99 ? at95 : Math.max(at95, quantileOf(this.of99, 0.99));
  }

  private forget(): void {
    this.of95 = [];
    this.of99 = [];
  }
}

function quantileOf(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}
