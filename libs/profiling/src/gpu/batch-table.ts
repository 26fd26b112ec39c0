import type { BatchPoint } from './batch-line';

/** Neighbours that are one level of a table. */
interface Level {
  readonly sizes: readonly number[];
  /** Of `1 / seconds` and of `1 / seconds²`: weights and values of relative least squares. */
  readonly inverse: number;
  readonly inverseSquare: number;
}

const levelSeconds = ({ inverse, inverseSquare }: Level): number => inverse / inverseSquare;

/**
 * The points in order of batch size as a table that never falls: a larger batch is no less work, and where it was measured
 * as if it were, the points beside each other become one level (least squares of relative errors).
 */
export function risingTable(points: readonly BatchPoint[]): BatchPoint[] {
  const levels: Level[] = [];
  for (const { batchSize, seconds } of inOrderOfSize(points)) {
    let level: Level = { sizes: [batchSize], inverse: 1 / seconds, inverseSquare: 1 / seconds ** 2 };
    for (let before = levels.at(-1); before !== undefined && levelSeconds(before) > levelSeconds(level);) {
      level = joined(before, level);
      levels.pop();
      before = levels.at(-1);
    }
    levels.push(level);
  }
  return levels.flatMap((level) => level.sizes.map((batchSize) => ({ batchSize, seconds: levelSeconds(level) })));
}

const joined = (one: Level, other: Level): Level => ({
  sizes: [...one.sizes, ...other.sizes],
  inverse: one.inverse + other.inverse,
  inverseSquare: one.inverseSquare + other.inverseSquare,
});

export const inOrderOfSize = (points: readonly BatchPoint[]): BatchPoint[] =>
  [...points].sort((one, other) => one.batchSize - other.batchSize);

/** A line from one point of a table to the next, seconds; null outside of it. */
export function tableSeconds(table: readonly BatchPoint[], batchSize: number): number | null {
  const next = table.findIndex((point) => point.batchSize >= batchSize);
  const [before, after] = [table[next - 1], table[next]];
  if (after?.batchSize === batchSize) return after.seconds;
  if (before === undefined || after === undefined) return null;
  const part = (batchSize - before.batchSize) / (after.batchSize - before.batchSize);
  return before.seconds + part * (after.seconds - before.seconds);
}
