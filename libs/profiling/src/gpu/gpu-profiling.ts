import { distinct } from '../fitting/surface';
import { sampleStatistics } from '../samples/sample-statistics';
import { meanConfidenceShare } from '../samples/precision';
import { beyondNoise } from '../cpu/point-checks';
import { fitLine, lineSeconds, type LinePoint } from './batch-line';
import { isSameGpuPoint, type GpuPoint, type GpuSamples } from './gpu-samples';

/** Where the points of a GPU profile may lie. */
export interface GpuDesign {
  readonly cardMemoryGb: number;
  /** The sizes of functions, the whole card among them; alone where the card is not sliced. */
  readonly sizes: readonly { readonly gpuMemoryGb: number; readonly vcpu: number }[];
  readonly maxBatchSize: number;
}

export interface GpuTargets {
  /** Largest relative error of the mean at a batch size that the line has not seen. */
  readonly errorShare: number;
  readonly checks: number;
}

export const defaultGpuTargets: GpuTargets = { errorShare: 0.114, checks: 2 };

/** Shares of the card on which its slices are looked at, with the least and the largest batch: short work tells τ. */
const slicedParts = [1 / 2, 1 / 4, 1 / 8];

/** A line is determined by so many points. */
const ends = 2;

/** How a batch size was told by the line of those before it. */
export interface LineCheck {
  readonly batchSize: number;
  readonly errorShare: number;
  readonly passed: boolean;
}

/**
 * Chooses which points of a GPU to measure: two batch sizes on the whole card, more between them until the line of Eq. 2
 * tells enough of them in a row, then a few shares of the card where it is sliced.
 */
export class GpuProfiling {
  private readonly measured: GpuSamples[] = [];
  private readonly told: LineCheck[] = [];
  private readonly skipped: GpuPoint[] = [];

  constructor(
    private readonly design: GpuDesign,
    private readonly targets: GpuTargets = defaultGpuTargets,
  ) {}

  get samples(): readonly GpuSamples[] {
    return this.measured;
  }

  get checks(): readonly LineCheck[] {
    return this.told;
  }

  get isGood(): boolean {
    const last = this.told.slice(-this.targets.checks);
    const wanted = Math.min(this.targets.checks, Math.max(0, this.design.maxBatchSize - 2));
    return last.length >= wanted && last.every(({ passed }) => passed);
  }

  /** The points to be measured next; none where the search is over. */
  nextPoints(): readonly GpuPoint[] {
    const whole = this.wholeSamples().map(({ batchSize }) => batchSize);
    const missing = distinct([1, this.design.maxBatchSize]).filter((batchSize) => !whole.includes(batchSize));
    if (missing.length > 0) return missing.map((batchSize) => this.onWholeCard(batchSize));
    const size = this.isGood ? null : this.farthestBatch(whole);
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
    const before = this.wholeSamples();
    const line = fitLine(linePoints(before));
    if (before.length >= ends) {
      for (const one of samples.filter((sample) => this.isWhole(sample))) {
        const told = line === null ? Infinity : lineSeconds(line, one.batchSize);
        const errorShare = told / sampleStatistics(one.seconds).meanSeconds - 1;
        const passed = beyondNoise(errorShare, meanConfidenceShare(one.seconds)) <= this.targets.errorShare;
        this.told.push({ batchSize: one.batchSize, errorShare, passed });
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

  /** The middle of the widest gap between batch sizes; null where there is none. */
  private farthestBatch(measured: readonly number[]): number | null {
    const sizes = distinct(measured);
    const gaps = sizes.slice(1).map((size, index) => ({ from: sizes[index]!, width: size - sizes[index]! }));
    const widest = gaps.sort((one, other) => other.width - one.width)[0];
    return widest === undefined || widest.width < 2 ? null : widest.from + Math.floor(widest.width / 2);
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

export const linePoints = (samples: readonly GpuSamples[]): LinePoint[] =>
  samples.map(({ batchSize, seconds }) => ({ batchSize, seconds: sampleStatistics(seconds).meanSeconds }));
