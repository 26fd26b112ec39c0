import {
  OffsetTracker,
  ReadPosition,
  type Clock,
  type HeldPartition,
  type InboundRecord,
  type HeldRecord,
} from '@harmonybatch/ports';
import type { MemoryTopic, StoredRecord } from './memory-topic';

export type RecordHandler = (records: InboundRecord[]) => void | Promise<void>;

/** One consumer of a partition with the offsets it gave up; a restart reads from the watermark on. */
export class MemoryConsumer {
  /** Records delivered before the last restart release no offset any more: they hold an older tracker. */
  private tracker = new OffsetTracker();
  private held = new Map<number, HeldRecord>();
  /** Of who reads it now, or read the topic that was there before: what that delivered is delivered to nobody else. */
  private tenure = { isOver: false };
  private readPosition = new ReadPosition();
  private position = 0;
  /** Which incarnation of the topic it reads. */
  private incarnation: number;
  /** Records below this offset were there when it began to read, and another may have read them. */
  private endAtJoin = 0;
  /** Records below this offset may be delivered. */
  private arrived = 0;
  private watermark = 0;
  private paused = false;

  constructor(
    private readonly name: string,
    private readonly partition: number,
    private readonly topic: MemoryTopic,
    private handler: RecordHandler,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {
    this.incarnation = topic.incarnation;
  }

  /**
   * Delivers what has come since the last time, up to the offset `end`. Who has not noticed that the topic was recreated reads
   * on where it was; a position that lies beyond the end is set back to the beginning.
   */
  async deliver(end: number = this.topic.end): Promise<void> {
    this.arrived = Math.max(this.arrived, end);
    if (this.paused) return;
    if (this.arrived < this.position) this.position = 0;
    const { position } = this;
    if (this.arrived <= position) return;
    this.position = this.arrived;
    const records: InboundRecord[] = [];
    for (let offset = position; offset < this.arrived; offset += 1) records.push(...this.unread(offset));
    if (records.length > 0) await this.handler(records);
  }

  /** The topic was recreated, and nothing of the new one has arrived; it is noticed later, by the records or at a restart. */
  onRecreated(): void {
    this.arrived = 0;
  }

  /** Whether its offsets are those of the topic that is there now. */
  get isOfTopic(): boolean {
    return this.incarnation === this.topic.incarnation;
  }

  /** Hands nothing over until `resume`. */
  pause(): void {
    this.paused = true;
  }

  async resume(): Promise<void> {
    this.paused = false;
    await this.deliver(this.arrived);
  }

  /** Another process takes over: everything from the offset `from` on is delivered again, to `handler`. */
  restart(handler: RecordHandler, from: number = this.committed): void {
    this.handler = handler;
    if (this.isOfTopic) this.tenure.isOver = true;
    this.tenure = { isOver: false };
    this.incarnation = this.topic.incarnation;
    this.endAtJoin = this.topic.end;
    this.position = from;
    this.reset(from);
  }

  /** First offset that would be read again. */
  get committed(): number {
    this.watermark = Math.max(this.watermark, this.tracker.watermark() ?? 0);
    return this.watermark;
  }

  /** What was delivered and is not released, and what cannot be committed for it. */
  get holding(): HeldPartition {
    return { open: this.held.values(), heldBack: this.tracker.heldBack };
  }

  /** The offset that the next record of its partition will get. */
  get end(): number {
    return this.topic.end;
  }

  private unread(offset: number): InboundRecord[] {
    const { timestampMs } = this.topic.at(offset);
    const reading = this.readPosition.read(offset, timestampMs);
    if (reading === 'known') return [];
    if (reading === 'anew') {
      this.reset(0);
      this.readPosition.read(offset, timestampMs);
    }
    return [this.inbound(offset)];
  }

  /** What was delivered releases nothing any more. */
  private reset(watermark: number): void {
    this.tracker = new OffsetTracker();
    this.held = new Map();
    this.readPosition = new ReadPosition();
    this.watermark = watermark;
  }

  private inbound(offset: number): InboundRecord {
    this.tracker.delivered(offset);
    const { tracker, held, tenure } = this;
    const isOwned = (): boolean => !tenure.isOver;
    const released = (): void => {
      tracker.released(offset);
      held.delete(offset);
    };
    const [stored, readBefore] = [this.topic.at(offset), offset < this.endAtJoin];
    const record = new DeliveredRecord(this.name, this.partition, offset, stored, readBefore, released, isOwned);
    held.set(offset, { record, sinceMs: this.clock.monotonicMs() });
    return record;
  }
}

class DeliveredRecord implements InboundRecord {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestampMs: number;

  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly offset: number,
    { key, value, headers, timestampMs }: StoredRecord,
    readonly maybeRedelivered: boolean,
    private readonly released: () => void,
    private readonly isOwned: () => boolean,
  ) {
    this.key = key;
    this.value = value;
    this.headers = headers;
    this.timestampMs = timestampMs;
  }

  get owned(): boolean {
    return this.isOwned();
  }

  release(): void {
    this.released();
  }
}
