/**
 * Which offsets of one partition were given up. The watermark is the first offset that must still be read again:
 * everything below it was given up. Re-reading a range is harmless.
 */
export class OffsetTracker {
  /** Delivered and not yet given up. */
  private readonly open = new Set<number>();
  private next: number | null = null;
  private low: number | null = null;

  /** Number of records delivered and not given up. */
  get openCount(): number {
    return this.open.size;
  }

  /** The offset that is read next; null while nothing was read. */
  get position(): number | null {
    return this.next;
  }

  /** Number of records given up that are not below the watermark: they would be read again. */
  get heldBack(): number {
    const low = this.watermark();
    return low === null || this.next === null ? 0 : this.next - low - this.open.size;
  }

  /** A record was delivered. After a rebalance the same one may be delivered again: it counts once. */
  delivered(offset: number): void {
    if (this.low === null) this.low = offset;
    if (offset < this.low) return;
    if (this.next === null || offset >= this.next) this.next = offset + 1;
    else if (!this.open.has(offset)) return;
    this.open.add(offset);
  }

  /** Everything up to and with `offset` was read: offsets that were not delivered hold no record and need no release. */
  passed(offset: number): void {
    if (this.low === null) this.low = offset + 1;
    if (this.next === null || offset >= this.next) this.next = offset + 1;
  }

  /** Nothing of this record needs to be read again. */
  released(offset: number): void {
    this.open.delete(offset);
  }

  /** The offset to commit, or null while nothing was delivered. Never goes back. */
  watermark(): number | null {
    if (this.low === null || this.next === null) return null;
    while (this.low < this.next && !this.open.has(this.low)) this.low += 1;
    return this.low;
  }
}
