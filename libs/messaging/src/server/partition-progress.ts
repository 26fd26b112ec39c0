import { OffsetTracker } from '@harmonybatch/pipeline';
import type { OpenRecords } from './open-records';

/** How far one partition was delivered, released and committed, for as long as this process owns it. */
export class PartitionProgress {
  private readonly tracker = new OffsetTracker();
  private nextOffset = 0;
  private openBytes = 0;
  private committed: number | null = null;
  private dropped = false;

  constructor(
    readonly partition: number,
    private readonly open: OpenRecords,
  ) {}

  /**
   * Notes a record as delivered. False where it was before: after a rebalance kafkajs reads again from the committed
   * offset, and whoever got the record then still has it or has released it.
   */
  deliver(offset: number, bytes: number): boolean {
    if (offset < this.nextOffset) return false;
    this.nextOffset = offset + 1;
    this.tracker.delivered(offset);
    this.openBytes += bytes;
    this.open.add(bytes);
    return true;
  }

  /** Whether the partition is still this process's to read. */
  get owned(): boolean {
    return !this.dropped;
  }

  /** Called once a record. Does nothing once the partition is lost. */
  release(offset: number, bytes: number): void {
    if (this.dropped) return;
    this.tracker.released(offset);
    this.openBytes -= bytes;
    this.open.remove(1, bytes);
  }

  /** The offset to commit, or null where nothing changed since the last commit. */
  uncommitted(): number | null {
    const watermark = this.tracker.watermark();
    return watermark === this.committed ? null : watermark;
  }

  wasCommitted(offset: number): void {
    this.committed = offset;
  }

  /** The partition is another's now: later releases of its records mean nothing. */
  drop(): void {
    if (this.dropped) return;
    this.dropped = true;
    this.open.remove(this.tracker.openCount, this.openBytes);
  }
}
