/** What a record that was read is: the next one, one that was read before, or one of a topic that was recreated. */
export type Reading = 'next' | 'known' | 'anew';

/** How far a partition was read, by the records themselves. */
export class ReadPosition {
  private nextOffset = 0;
  private newestMs = -Infinity;

  /**
   * Takes a record for read. After a rebalance records are read again that were read before. One that lies below what was
   * read, and yet was written after all of it, is of a log that was truncated or recreated: nothing of what was read holds.
   * @param writtenAtMs the record's own time, epoch ms
   */
  read(offset: number, writtenAtMs: number): Reading {
    if (offset < this.nextOffset) return writtenAtMs > this.newestMs ? 'anew' : 'known';
    this.nextOffset = offset + 1;
    this.newestMs = Math.max(this.newestMs, writtenAtMs);
    return 'next';
  }
}
