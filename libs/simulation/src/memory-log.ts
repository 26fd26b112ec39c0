import {
  GuardRefused,
  OffsetTracker,
  Publisher,
  type InboundRecord,
  type OutboundRecord,
} from '@harmonybatch/pipeline';
import type { VirtualClock } from './virtual-clock';

interface Stored {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestampMs: number;
}

export type RecordHandler = (records: InboundRecord[]) => void | Promise<void>;

/** One consumer of a topic with the offsets it gave up; a restart reads from the watermark on. */
export class MemoryConsumer {
  private tracker = new OffsetTracker();
  private position = 0;
  private watermark = 0;
  /** Records handed over before the last restart give no offset up any more. */
  private incarnation = 0;

  constructor(
    private readonly topic: string,
    private readonly stored: readonly Stored[],
    private handler: RecordHandler,
  ) {}

  /** Hands over what has come since the last time. */
  async deliver(): Promise<void> {
    const fresh = this.stored.slice(this.position);
    if (fresh.length === 0) return;
    const first = this.position;
    this.position = this.stored.length;
    await this.handler(fresh.map((record, index) => this.inbound(record, first + index)));
  }

  /** Another process takes over: everything from the committed watermark on is delivered again, to `handler`. */
  restart(handler: RecordHandler): void {
    this.incarnation += 1;
    this.handler = handler;
    this.tracker = new OffsetTracker();
    this.position = this.committed;
  }

  /** First offset that would be read again. */
  get committed(): number {
    this.watermark = Math.max(this.watermark, this.tracker.watermark() ?? 0);
    return this.watermark;
  }

  private inbound(record: Stored, offset: number): InboundRecord {
    const { tracker, incarnation } = this;
    tracker.delivered(offset);
    return {
      ...record,
      topic: this.topic,
      partition: 0,
      offset,
      release: () => {
        if (this.incarnation === incarnation) tracker.released(offset);
        void this.committed;
      },
    };
  }
}

/** Topics of one partition in memory; what is written is delivered a moment later. */
export class MemoryLog extends Publisher {
  private readonly topics = new Map<string, Stored[]>();
  private readonly consumers: { readonly topic: string; readonly consumer: MemoryConsumer }[] = [];
  /** While set, nothing can be written. */
  failure: Error | null = null;

  constructor(
    private readonly clock: VirtualClock,
    private readonly hopMs = 1,
  ) {
    super();
  }

  override async publish(records: readonly OutboundRecord[], guard: () => boolean = () => true): Promise<void> {
    await Promise.resolve();
    if (!guard()) throw new GuardRefused();
    if (this.failure !== null) throw this.failure;
    for (const { topic, key, value, headers = {} } of records) {
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      this.stored(topic).push({ key, value: bytes, headers, timestampMs: this.clock.nowMs() });
    }
    for (const topic of new Set(records.map((record) => record.topic))) this.announce(topic);
  }

  consume(topic: string, handler: RecordHandler): MemoryConsumer {
    const consumer = new MemoryConsumer(topic, this.stored(topic), handler);
    this.consumers.push({ topic, consumer });
    this.announce(topic);
    return consumer;
  }

  /** The values of all records of a topic, parsed. */
  values<T>(topic: string): T[] {
    return this.stored(topic).map(({ value }) => JSON.parse(String(value)) as T);
  }

  private announce(topic: string): void {
    this.clock.after(this.hopMs, () => {
      for (const one of this.consumers) if (one.topic === topic) void one.consumer.deliver();
    });
  }

  private stored(topic: string): Stored[] {
    const records = this.topics.get(topic) ?? [];
    this.topics.set(topic, records);
    return records;
  }
}
