import { chooseForm, type ChosenForm } from '../fitting/choose-form';
import type { FitPoint } from '../fitting/surface';
import { sampleStatistics } from '../samples/sample-statistics';
import { isSamePoint, type CpuPoint, type CpuSamples } from '../samples/samples';
import { latencyQuantile, maximumOf, tailShape, type TailShape } from '../samples/tail-shape';
import { firstPoints, pointsInOrder, type CpuDesign } from './cpu-design';
import { checkPoint, checkedShare, heldOutOf, type CheckedFit, type PointCheck } from './point-checks';

/** How good a profile has to be, and how far the search for it may go. */
export interface CpuTargets {
  /** Largest relative error of mean and 95 % point at a point that the fit has not seen. */
  readonly errorShare: number;
  /** So many points in a row have to be told well before they are measured. */
  readonly checks: number;
  readonly maxPoints: number;
}

export const defaultCpuTargets: CpuTargets = { errorShare: 0.05, checks: 3, maxPoints: 28 };

/** The statistics of latencies that a profile has curves of. */
export interface CpuFits {
  readonly avg: ChosenForm;
  readonly max: ChosenForm;
  readonly quantiles: readonly { readonly share: number; readonly fit: ChosenForm }[];
}

const quantileShares = [0.5, checkedShare];

/**
 * Chooses which points to measure: first those that determine a latency over cores and batch, then one after the other the
 * place farthest from all of them, told by the fit before it is measured. It ends when enough of them in a row were told
 * well, so that a simple function needs few points and an odd one gets as many as it takes.
 */
export class CpuProfiling {
  private readonly measured: CpuSamples[] = [];
  private readonly told: PointCheck[] = [];
  private asked: readonly CpuPoint[] = [];
  private fit: CheckedFit = { mean: null, tail: null };

  constructor(
    private readonly design: CpuDesign,
    private readonly targets: CpuTargets = defaultCpuTargets,
  ) {}

  get samples(): readonly CpuSamples[] {
    return this.measured;
  }

  /** How points were told before they were measured, in order. */
  get checks(): readonly PointCheck[] {
    return this.told;
  }

  /** Whether enough points in a row were told well before they were measured, and each point is by the fit of all others. */
  get isGood(): boolean {
    const { errorShare, checks } = this.targets;
    const last = this.told.slice(-checks);
    return (
      last.length === checks &&
      last.every(({ passed }) => passed) &&
      heldOutOf(this.fit, this.measured).largestShare <= errorShare
    );
  }

  /** The points to be measured next, in any order; none where the search is over. The same until they are added. */
  nextPoints(): readonly CpuPoint[] {
    if (this.asked.length === 0) this.asked = this.choosePoints();
    return this.asked;
  }

  /** Takes the runs of all points that were asked for. Throws where one is missing. */
  add(samples: readonly CpuSamples[]): void {
    const taken = this.asked.map((point) => {
      const found = samples.find((one) => isSamePoint(one, point));
      if (found === undefined) throw new Error(`no runs on ${point.vcpu} vCPU with batches of ${point.batchSize}`);
      return found;
    });
    if (this.measured.length > 0) this.tell(taken);
    this.measured.push(...taken);
    this.asked = [];
    this.fit = checkedFit(this.measured);
  }

  private choosePoints(): CpuPoint[] {
    if (this.measured.length === 0) return firstPoints(this.design);
    if (this.isGood) return [];
    const wanted = this.measured.length + this.targets.checks - this.passedLast();
    return pointsInOrder(this.design, Math.min(wanted, this.targets.maxPoints)).slice(this.measured.length);
  }

  private passedLast(): number {
    const failed = this.told.findLastIndex(({ passed }) => !passed);
    return Math.min(this.told.length - 1 - failed, this.targets.checks - 1);
  }

  private tell(samples: readonly CpuSamples[]): void {
    const shape = tailShape([...this.measured, ...samples].map(({ seconds }) => seconds));
    this.told.push(...samples.map((one) => checkPoint(this.fit, one, shape, this.targets.errorShare)));
  }
}

const checkedFit = (samples: readonly CpuSamples[]): CheckedFit => {
  const shape = tailShape(samples.map(({ seconds }) => seconds));
  return {
    mean: chooseForm(pointsOf(samples, meanOf)),
    tail: chooseForm(pointsOf(samples, (seconds) => latencyQuantile(seconds, checkedShare, shape))),
  };
};

/** Fits every statistic of a profile; null where the points do not determine one. */
export function fitCpu(samples: readonly CpuSamples[]): CpuFits | null {
  const shape = tailShape(samples.map(({ seconds }) => seconds));
  const avg = chooseForm(pointsOf(samples, meanOf));
  const max = chooseForm(pointsOf(samples, (seconds) => maximumOf(seconds, shape)));
  const quantiles = quantileShares.map((share) => ({ share, fit: quantileFit(samples, share, shape) }));
  if (avg === null || max === null) return null;
  return { avg, max, quantiles: quantiles.flatMap(({ share, fit }) => (fit === null ? [] : [{ share, fit }])) };
}

const quantileFit = (samples: readonly CpuSamples[], share: number, shape: TailShape): ChosenForm | null =>
  chooseForm(pointsOf(samples, (seconds) => latencyQuantile(seconds, share, shape)));

const meanOf = (seconds: readonly number[]): number => sampleStatistics(seconds).meanSeconds;

const pointsOf = (samples: readonly CpuSamples[], statistic: (seconds: readonly number[]) => number): FitPoint[] =>
  samples.map(({ vcpu, batchSize, seconds }) => ({ vcpu, batchSize, seconds: statistic(seconds) }));
