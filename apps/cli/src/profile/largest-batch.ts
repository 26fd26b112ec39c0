import type { MeasuredPoint, PointToMeasure } from './measured-point';
import { BatchRefusedError } from './point-runner';

/**
 * The largest batch that a function takes which failed with one. That one is tried once more, since a container may fail by
 * chance; then the range below it is halved until two sizes are left.
 * @throws Refusal where it fails with a batch of one
 */
export async function largestBatch(
  { shape, batchSize }: PointToMeasure,
  measure: (points: readonly PointToMeasure[]) => Promise<MeasuredPoint[]>,
): Promise<number> {
  const runs = (size: number): Promise<boolean> =>
    measure([{ shape, batchSize: size }]).then(
      () => true,
      (error: unknown) => {
        if (error instanceof BatchRefusedError) return false;
        throw error;
      },
    );
  let [taken, failed] = [0, batchSize + 1];
  for (let size = batchSize; failed - taken > 1; size = (taken + failed) >> 1) {
    if (await runs(size)) taken = size;
    else failed = size;
  }
  return taken;
}
