import type { Latency } from './latency';
import type { MeasuredBatch } from './model-profile';

/** Latency on the whole card by a table: a line from one measured batch size to the next. Throws RangeError outside of it. */
export function tableLatency(points: readonly MeasuredBatch[], batchSize: number): Latency {
  const next = points.findIndex((point) => point.batchSize >= batchSize);
  const after = points[next];
  if (after?.batchSize === batchSize) return after;
  const before = points[next - 1];
  if (after === undefined || before === undefined)
    throw new RangeError(`no GPU latency is known for batches of ${batchSize}`);
  const part = (batchSize - before.batchSize) / (after.batchSize - before.batchSize);
  const between = (from: number, to: number): number => from + part * (to - from);
  return {
    avgSeconds: between(before.avgSeconds, after.avgSeconds),
    maxSeconds: between(before.maxSeconds, after.maxSeconds),
  };
}

/** The largest batch of a table; no end where the latency is a line. */
export const lastBatchSize = (points: readonly MeasuredBatch[] | undefined): number =>
  points === undefined ? Infinity : points[points.length - 1]!.batchSize;

/** What a table has to be beside numbers: in order from batches of one, and larger batches take no less. */
export function batchTableFault(points: readonly MeasuredBatch[]): string | null {
  if (points[0]!.batchSize !== 1) return `begins with batches of ${points[0]!.batchSize}; it has to begin with 1`;
  const wrong = points.findIndex((point, index) => index > 0 && !follows(points[index - 1]!, point));
  if (wrong < 0) {
    const under = points.find(({ avgSeconds, maxSeconds }) => maxSeconds < avgSeconds);
    return under === undefined ? null : `has a maximum below the average for batches of ${under.batchSize}`;
  }
  return `has batches of ${points[wrong]!.batchSize} out of order, or faster than smaller ones; latencies may not fall`;
}

const follows = (before: MeasuredBatch, after: MeasuredBatch): boolean =>
  after.batchSize > before.batchSize && after.avgSeconds >= before.avgSeconds && after.maxSeconds >= before.maxSeconds;
