import type { BatchPoint } from './batch-line';

/** What a table leaves open between two of its points. */
interface OpenGap {
  readonly from: number;
  readonly to: number;
  /** Where the line between the two may be wrong by most, and by how much. */
  readonly atBatchSize: number;
  readonly errorShare: number;
}

/**
 * A larger batch takes no less time, and no more a request: between two points a latency is at least that of the smaller
 * batch, and at least its part of the larger. The line between them is off by most where the two bounds meet.
 */
function openGap(before: BatchPoint, after: BatchPoint): OpenGap {
  const bend = (after.batchSize * before.seconds) / after.seconds;
  const atBatchSize = Math.min(after.batchSize, Math.max(before.batchSize, bend));
  const part = (atBatchSize - before.batchSize) / (after.batchSize - before.batchSize);
  const least = Math.max(before.seconds, (after.seconds * atBatchSize) / after.batchSize);
  const errorShare = (before.seconds + part * (after.seconds - before.seconds)) / least - 1;
  return { from: before.batchSize, to: after.batchSize, atBatchSize, errorShare };
}

/**
 * The step of a ladder that a table most needs: next to where it may be wrong by most.
 * @returns null where no gap with a step in it may be wrong by more than `errorShare`
 */
export function mostOpenStep(
  ladder: readonly number[],
  table: readonly BatchPoint[],
  errorShare: number,
): number | null {
  const gaps = table.slice(1).map((after, index) => openGap(table[index]!, after));
  const open = gaps
    .map((gap) => ({ gap, steps: ladder.filter((size) => size > gap.from && size < gap.to) }))
    .filter(({ gap, steps }) => steps.length > 0 && gap.errorShare > errorShare)
    .sort((one, other) => other.gap.errorShare - one.gap.errorShare);
  if (open.length === 0) return null;
  const { gap, steps } = open[0]!;
  const distance = (size: number): number => Math.abs(Math.log(size / gap.atBatchSize));
  return steps.reduce((best, size) => (distance(size) < distance(best) ? size : best));
}
