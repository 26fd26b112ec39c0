import {
  OffsetTracker,
  ReadPosition,
  type HeldPartition,
  type HeldRecord,
  type InboundRecord,
  type Reading,
} from '@harmonybatch/ports';
import type { OpenRecords } from './open-records';

/** How far one partition was delivered, released and committed, for as long as this process owns it. */
export class PartitionProgress {
  private readonly tracker = new OffsetTracker();
  private readonly position = new ReadPosition();
  private readonly held = new Map<number, HeldRecord>();
  private readonly awaitingRelease: (() => void)[] = [];
  private openBytes = 0;
  private committed: number | null = null;
  /** Releases mean nothing any more. */
  private closed = false;
  private lost = false;
  /** Where the log ended when it was asked after the partition had become this process's; infinite until that is known. */
  private endAtJoin = Infinity;
  /** Where the log ended when Kafka said so last; null before it did. */
  private end: number | null = null;

  constructor(
    readonly partition: number,
    private readonly open: OpenRecords,
  ) {}

  /**
   * Notes a record as delivered if it is the next one. What was delivered before is not delivered again: after a rebalance
   * kafkajs reads again from the committed offset, and whoever got the record then still has it or has released it.
   */
  deliver(offset: number, bytes: number, writtenAtMs: number): Reading {
    const reading = this.position.read(offset, writtenAtMs);
    if (reading !== 'next') return reading;
    this.tracker.delivered(offset);
    this.openBytes += bytes;
    this.open.add(bytes);
    return reading;
  }

  /** The log ends at this offset: what lies below may have been read by who had the partition before. Told once. */
  setEndAtJoin(offset: number): void {
    this.endAtJoin = Math.min(this.endAtJoin, offset);
  }

  /** The log ends at this offset now. */
  setEnd(offset: number): void {
    this.end = offset;
  }

  /** Records that are still to be read, as far as is known. */
  get lag(): number {
    const { position } = this.tracker;
    return this.end === null || position === null ? 0 : Math.max(0, this.end - position);
  }

  get isEndKnown(): boolean {
    return this.endAtJoin < Infinity;
  }

  isMaybeRedelivered(offset: number): boolean {
    return offset < this.endAtJoin;
  }

  /** Everything up to and with `offset` was read; what of it was not delivered holds no record, such as the end of a transaction. */
  advance(offset: number): void {
    this.tracker.passed(offset);
  }

  /** Keeps a record that was delivered until it is released, for who asks what is held. */
  hold(record: InboundRecord, sinceMs: number): void {
    this.held.set(record.offset, { record, sinceMs });
  }

  /** What is open, and what cannot be committed for it. */
  get holding(): HeldPartition {
    return { open: this.held.values(), heldBack: this.tracker.heldBack };
  }

  /** Whether the partition is still this process's to read: what was delivered of it is delivered to nobody else. */
  get owned(): boolean {
    return !this.lost;
  }

  /** Called once a record. Does nothing once the partition is lost, or its log another one. */
  release(offset: number, bytes: number): void {
    if (this.closed) return;
    this.tracker.released(offset);
    this.held.delete(offset);
    this.openBytes -= bytes;
    this.open.remove(1, bytes);
    if (this.tracker.openCount === 0) this.tellReleased();
  }

  /** Resolves when nothing is open, or nothing can be released any more. */
  released(): Promise<void> {
    if (this.closed || this.tracker.openCount === 0) return Promise.resolve();
    return new Promise((resolve) => this.awaitingRelease.push(resolve));
  }

  private tellReleased(): void {
    for (const resolve of this.awaitingRelease.splice(0)) resolve();
  }

  /** The offset to commit, or null where nothing changed since the last commit. */
  uncommitted(): number | null {
    const watermark = this.tracker.watermark();
    return watermark === this.committed ? null : watermark;
  }

  markCommitted(offset: number): void {
    this.committed = offset;
  }

  /** The partition is another's now: later releases of its records mean nothing. */
  revoke(): void {
    this.lost = true;
    this.close();
  }

  /** The log is another one: what was delivered of the old one is still this process's, for nobody else can read it any more. */
  outliveLog(): void {
    this.close();
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    this.open.remove(this.tracker.openCount, this.openBytes);
    this.tellReleased();
  }
}
