/**
 * Batch sizes that are looked at, from 1 to the largest: powers of two and the middles between them, so that one is at most
 * twice the one before.
 */
export function batchLadder(maxBatchSize: number): number[] {
  const sizes = [1];
  for (let power = 2; power <= maxBatchSize; power *= 2) sizes.push(power, power + power / 2);
  return [...sizes.filter((size) => size < maxBatchSize), maxBatchSize];
}

/** The step of the ladder in the middle of the widest gap between measured ones, by ratio; null where all are measured. */
export function farthestStep(ladder: readonly number[], measured: readonly number[]): number | null {
  const room = (size: number): number =>
    Math.min(...measured.map((known) => Math.abs(Math.log(size / known)))) + tieBreak * size;
  const left = ladder.filter((size) => !measured.includes(size));
  return left.length === 0 ? null : left.reduce((best, size) => (room(size) > room(best) ? size : best));
}

/** Of two that are as far, the larger batch: it costs more to be wrong about. */
const tieBreak = 1e-9;
