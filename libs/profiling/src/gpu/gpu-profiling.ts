import { distinct } from '../fitting/surface';
import { sampleStatistics } from '../samples/sample-statistics';
import { meanConfidenceShare } from '../samples/precision';
import { beyondNoise } from '../cpu/point-checks';
import { batchErrorShare, chooseBatchForm, type BatchForm } from './batch-form';
import { batchLadder, farthestStep } from './batch-ladder';
import { risingTable } from './batch-table';
import { mostOpenStep } from './open-gaps';
import type { BatchPoint } from './batch-line';
import { isSameGpuPoint, type GpuPoint, type GpuSamples } from './gpu-samples';

/** Where the points of a GPU profile may lie. */
export interface GpuDesign {
  readonly cardMemoryGb: number;
  /** The sizes of functions, the whole card among them; alone where the card is not sliced. */
  readonly sizes: readonly { readonly gpuMemoryGb: number; readonly vcpu: number }[];
  readonly maxBatchSize: number;
}

export interface GpuTargets {
  /** Largest relative error of the mean at a batch size that the form has not seen. */
  readonly errorShare: number;
  /** So many batch sizes in a row have to be told by a line before they are measured. */
  readonly checks: number;
}

export const defaultGpuTargets: GpuTargets = { errorShare: 0.114, checks: 3 };

/** Shares of the card on which its slices are looked at, with the least and the largest batch: short work tells τ. */
const slicedParts = [1 / 2, 1 / 4, 1 / 8];

/** A line is determined by so many points. */
const ends = 2;

/** A table without a point has a gap there of twice the width, and at a bend twice the error that it has with the point. */
const leftOutFactor: Readonly<Record<BatchForm, number>> = { line: 1, table: 2 };

/** How a batch size was told by the line of those before it: the relative error beyond what its runs leave open. */
interface LineCheck {
  readonly batchSize: number;
  readonly errorShare: number;
}

/**
 * Chooses which points of a GPU to measure: the least and the largest batch on the whole card, more between them until the
 * line of Eq. 2 tells enough of them in a row, or the table of all measured leaves nothing open, then a few shares of the
 * card where it is sliced.
 */
export class GpuProfiling {
  private readonly measured: GpuSamples[] = [];
  private readonly told: LineCheck[] = [];
  private readonly ladder: readonly number[];
  private readonly skipped: GpuPoint[] = [];

  constructor(
    private readonly design: GpuDesign,
    private readonly targets: GpuTargets = defaultGpuTargets,
  ) {
    this.ladder = batchLadder(design.maxBatchSize);
  }

  get samples(): readonly GpuSamples[] {
    return this.measured;
  }

  /**
   * Whether the form that is best tells each batch size that is left out, and a line the last ones before they were measured;
   * a table leaves nothing open.
   */
  get isGood(): boolean {
    const whole = this.wholeSamples();
    const { form, heldOut } = chooseBatchForm(batchPoints(whole));
    const leftOut = heldOut.map(({ point, errorShare }) =>
      surely(
        errorShare,
        whole.find(({ batchSize }) => batchSize === point.batchSize)!,
      ),
    );
    const isEnough = form === 'table' ? this.openStep() === null : this.isLineTold();
    return isEnough && leftOut.every((error) => error <= this.targets.errorShare * leftOutFactor[form]);
  }

  private isLineTold(): boolean {
    const { errorShare, checks } = this.targets;
    const last = this.told.slice(-checks);
    const wanted = Math.min(checks, Math.max(0, this.ladder.length - ends));
    return last.length >= wanted && last.every((check) => check.errorShare <= errorShare);
  }

  private openStep(): number | null {
    return mostOpenStep(this.ladder, risingTable(batchPoints(this.wholeSamples())), this.targets.errorShare);
  }

  private nextStep(): number | null {
    if (this.isGood) return null;
    const whole = batchPoints(this.wholeSamples());
    const open = chooseBatchForm(whole).form === 'table' ? this.openStep() : null;
    return (
      open ??
      farthestStep(
        this.ladder,
        whole.map(({ batchSize }) => batchSize),
      )
    );
  }

  /** The points to be measured next; none where the search is over. */
  nextPoints(): readonly GpuPoint[] {
    const whole = this.wholeSamples().map(({ batchSize }) => batchSize);
    const missing = distinct([1, this.design.maxBatchSize]).filter((batchSize) => !whole.includes(batchSize));
    if (missing.length > 0) return missing.map((batchSize) => this.onWholeCard(batchSize));
    const size = this.nextStep();
    if (size !== null) return [this.onWholeCard(size)];
    const known = [...this.measured, ...this.skipped];
    return this.slicedPoints().filter((point) => !known.some((one) => isSameGpuPoint(one, point)));
  }

  /** Leaves out a share of the card that the batch does not fit into. Throws for the whole card, which a profile needs. */
  skip(point: GpuPoint): void {
    if (this.isWhole(point)) throw new RangeError(`batches of ${point.batchSize} do not run on the whole card`);
    this.skipped.push(point);
  }

  add(samples: readonly GpuSamples[]): void {
    const before = batchPoints(this.wholeSamples());
    if (before.length >= ends) {
      for (const one of samples.filter((sample) => this.isWhole(sample))) {
        const [point] = batchPoints([one]);
        this.told.push({ batchSize: one.batchSize, errorShare: surely(batchErrorShare('line', before, point!), one) });
      }
    }
    this.measured.push(...samples);
  }

  /** Runs on the whole card. */
  wholeSamples(): GpuSamples[] {
    return this.measured.filter((one) => this.isWhole(one));
  }

  private isWhole({ gpuMemoryGb }: GpuPoint): boolean {
    return gpuMemoryGb === this.design.cardMemoryGb;
  }

  private onWholeCard(batchSize: number): GpuPoint {
    const size = this.design.sizes.find(({ gpuMemoryGb }) => gpuMemoryGb === this.design.cardMemoryGb);
    if (size === undefined) throw new RangeError(`no function holds all ${this.design.cardMemoryGb} GB of the card`);
    return { ...size, batchSize };
  }

  private slicedPoints(): GpuPoint[] {
    const { cardMemoryGb, sizes, maxBatchSize } = this.design;
    const smaller = sizes.filter(({ gpuMemoryGb }) => gpuMemoryGb < cardMemoryGb);
    if (smaller.length === 0) return [];
    const chosen = slicedParts.map((part) =>
      smaller.reduce((best, one) => (apart(one, part * cardMemoryGb) < apart(best, part * cardMemoryGb) ? one : best)),
    );
    const batches = distinct([1, maxBatchSize]);
    return [...new Set(chosen)].flatMap((size) => batches.map((batchSize) => ({ ...size, batchSize })));
  }
}

const apart = ({ gpuMemoryGb }: { readonly gpuMemoryGb: number }, wantedGb: number): number =>
  Math.abs(Math.log(gpuMemoryGb / wantedGb));

/** The part of an error that the runs of a point do not leave open. */
const surely = (errorShare: number, { seconds }: GpuSamples): number =>
  beyondNoise(errorShare, meanConfidenceShare(seconds));

/** Means of points on the whole card. */
export const batchPoints = (samples: readonly GpuSamples[]): BatchPoint[] =>
  samples.map(({ batchSize, seconds }) => ({ batchSize, seconds: sampleStatistics(seconds).meanSeconds }));
