import type { ArrivalCounted } from '@harmonybatch/contracts';

/** Offset ranges remembered a partition; older ones are below all that can be read again. */
const maxRanges = 64;

interface Range {
  readonly first: number;
  last: number;
  /** When the last of it arrived, epoch ms. */
  lastArrivedAtMs: number;
}

/** Offsets that were counted together, and when the requests there arrived, epoch ms. */
export type CountedRange = Pick<ArrivalCounted, 'firstOffset' | 'lastOffset' | 'firstArrivedAtMs' | 'lastArrivedAtMs'>;

/** Which offsets of a partition were counted, so that a range that is read again is not counted again. */
export class CountedRanges {
  private readonly byPartition = new Map<number, Range[]>();

  /**
   * Takes a range in.
   * @returns the part of it that was not counted yet, from 0 to 1, taking arrivals as evenly spread over it.
   */
  take(partition: number, { firstOffset, lastOffset, firstArrivedAtMs, lastArrivedAtMs }: CountedRange): number {
    const before = this.byPartition.get(partition) ?? [];
    const known = wasRecreated(before, firstOffset, firstArrivedAtMs) ? [] : before;
    const overlap = known.reduce(
      (sum, range) => sum + Math.max(0, Math.min(range.last, lastOffset) - Math.max(range.first, firstOffset) + 1),
      0,
    );
    this.byPartition.set(
      partition,
      merged([...known, { first: firstOffset, last: lastOffset, lastArrivedAtMs }]).slice(-maxRanges),
    );
    return 1 - overlap / (lastOffset - firstOffset + 1);
  }
}

/** Whether the topic was recreated: what lies below a range that was counted arrived after it. */
const wasRecreated = (known: readonly Range[], firstOffset: number, firstArrivedAtMs: number): boolean =>
  known.some(({ last, lastArrivedAtMs }) => firstOffset <= last && firstArrivedAtMs > lastArrivedAtMs);

/** The ranges in order, joined where they meet. */
function merged(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const { first, last, lastArrivedAtMs } of [...ranges].sort((one, other) => one.first - other.first)) {
    const before = joined[joined.length - 1];
    if (before !== undefined && first <= before.last + 1) {
      before.last = Math.max(before.last, last);
      before.lastArrivedAtMs = Math.max(before.lastArrivedAtMs, lastArrivedAtMs);
    } else joined.push({ first, last, lastArrivedAtMs });
  }
  return joined;
}
