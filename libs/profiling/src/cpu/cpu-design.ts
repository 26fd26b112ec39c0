import { distinct } from '../fitting/surface';
import { isSamePoint, type CpuPoint } from '../samples/samples';

/** So many sizes, evenly apart on a logarithmic scale, are where points may lie. */
const maxLevels = 9;
/** Up to this batch size each is a place for points; beyond it, powers of two. */
const allUpTo = 4;

/** Where points may lie. */
export interface CpuDesign {
  /** In order. */
  readonly vcpuLevels: readonly number[];
  /** In order, from 1 to the largest. */
  readonly batchSizes: readonly number[];
}

/**
 * @param offered vCPU sizes that functions may have, within the range to be profiled.
 * @throws RangeError for fewer than three sizes, or a largest batch below 1
 */
export function cpuDesign(offered: readonly number[], maxBatchSize: number): CpuDesign {
  const sizes = distinct(offered);
  if (sizes.length < 3) throw new RangeError(`a profile needs at least 3 vCPU sizes, got ${sizes.length}`);
  if (!(Number.isInteger(maxBatchSize) && maxBatchSize >= 1)) throw new RangeError(`no batch of ${maxBatchSize}`);
  return { vcpuLevels: levelsOf(sizes), batchSizes: batchSizesOf(maxBatchSize) };
}

function levelsOf(sizes: readonly number[]): number[] {
  const [least, most] = [sizes[0]!, sizes[sizes.length - 1]!];
  const wanted = Array.from({ length: maxLevels }, (_, at) => least * (most / least) ** (at / (maxLevels - 1)));
  return distinct(wanted.map((vcpu) => nearest(sizes, vcpu)));
}

const nearest = (sizes: readonly number[], vcpu: number): number =>
  sizes.reduce((best, one) => (Math.abs(Math.log(one / vcpu)) < Math.abs(Math.log(best / vcpu)) ? one : best));

function batchSizesOf(max: number): number[] {
  if (max <= allUpTo) return Array.from({ length: max }, (_, index) => index + 1);
  const powers = Array.from({ length: Math.floor(Math.log2(max)) + 1 }, (_, exponent) => 2 ** exponent);
  return distinct([...powers, max]);
}

/** The same places with batches of at most this size. */
export const smallerBatches = ({ vcpuLevels }: CpuDesign, maxBatchSize: number): CpuDesign => ({
  vcpuLevels,
  batchSizes: batchSizesOf(maxBatchSize),
});

/** The points to begin with: the corners, which a latency over cores and batch is determined by, and one between them. */
export function firstPoints({ vcpuLevels, batchSizes }: CpuDesign): CpuPoint[] {
  const middle = vcpuLevels[Math.floor(vcpuLevels.length / 2)]!;
  const columns = distinct([vcpuLevels[0]!, middle, vcpuLevels[vcpuLevels.length - 1]!]);
  const rows = distinct([batchSizes[0]!, batchSizes[batchSizes.length - 1]!]);
  return columns.flatMap((vcpu) => rows.map((batchSize) => ({ vcpu, batchSize })));
}

/** The place that is farthest from all points, on logarithmic scales; null where every place has one. */
export function farthestPoint(design: CpuDesign, points: readonly CpuPoint[]): CpuPoint | null {
  let best: CpuPoint | null = null;
  let farthest = 0;
  for (const place of placesOf(design)) {
    if (points.some((point) => isSamePoint(point, place))) continue;
    const distance = Math.min(...points.map((point) => distanceOf(design, place, point)));
    if (distance > farthest) [best, farthest] = [place, distance];
  }
  return best;
}

/** The first points and those farthest from all others, in order: as many as `count`, or as there are places. */
export function pointsInOrder(design: CpuDesign, count: number): CpuPoint[] {
  const points = firstPoints(design);
  while (points.length < count) {
    const next = farthestPoint(design, points);
    if (next === null) break;
    points.push(next);
  }
  return points;
}

const placesOf = ({ vcpuLevels, batchSizes }: CpuDesign): CpuPoint[] =>
  batchSizes.flatMap((batchSize) => vcpuLevels.map((vcpu) => ({ vcpu, batchSize })));

function distanceOf({ vcpuLevels, batchSizes }: CpuDesign, one: CpuPoint, other: CpuPoint): number {
  const across = Math.log(vcpuLevels[vcpuLevels.length - 1]! / vcpuLevels[0]!);
  const along = Math.log(batchSizes[batchSizes.length - 1]!) || 1;
  return Math.hypot(Math.log(one.vcpu / other.vcpu) / across, Math.log(one.batchSize / other.batchSize) / along);
}
