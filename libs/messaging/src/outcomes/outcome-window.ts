export interface PartitionOffset {
  readonly partition: number;
  readonly offset: number;
}

/** The identities of the outcomes between a time and how far each partition was read since. */
export class OutcomeWindow {
  private readonly identities = new Set<string>();
  /** Offset to be read next, by partition. */
  private readonly positions = new Map<number, number>();
  private fromMs = Infinity;

  /** @param mostKept most identities that are kept at a time */
  constructor(private readonly mostKept: number) {}

  /** Whether outcomes appended from `sinceMs` (epoch ms) on are read, or will be. */
  covers(sinceMs: number): boolean {
    return this.fromMs <= sinceMs;
  }

  /** Begins anew at the first records from `sinceMs` on; what is known of later ones stays true. */
  begin(sinceMs: number, firsts: readonly PartitionOffset[]): void {
    this.fromMs = sinceMs;
    for (const { partition, offset } of firsts) this.positions.set(partition, offset);
  }

  /**
   * Takes what was read of a partition.
   * @returns false where records between the last reading and this one are missing: the window covers nothing any more
   */
  take(partition: number, firstOffset: number, lastOffset: number, keys: readonly string[]): boolean {
    const position = this.positions.get(partition);
    if (position === undefined) return true;
    if (firstOffset > position || this.identities.size + keys.length > this.mostKept) {
      this.clear();
      return false;
    }
    for (const key of keys) this.identities.add(key);
    this.positions.set(partition, Math.max(position, lastOffset + 1));
    return true;
  }

  /** Whether every partition was read up to its end. */
  reached(ends: readonly PartitionOffset[]): boolean {
    return ends.every(({ partition, offset }) => (this.positions.get(partition) ?? -1) >= offset);
  }

  /** Whether a partition ends before what was read of it: its log was cut off or made anew. */
  liesBeyond(ends: readonly PartitionOffset[]): boolean {
    return ends.some(({ partition, offset }) => (this.positions.get(partition) ?? -1) > offset);
  }

  has(identity: string): boolean {
    return this.identities.has(identity);
  }

  clear(): void {
    this.fromMs = Infinity;
    this.positions.clear();
    this.identities.clear();
  }
}
