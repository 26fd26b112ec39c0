import type { Kafka, Producer } from 'kafkajs';
import { Publisher, type SendFailurePolicy, type OutboundRecord, type ClockOffsetBounds } from '@harmonybatch/ports';
import { metadataMaxAgeMs } from '../consumer/consumer-options';
import type { MessagingLog } from '../settings/messaging-log';
import { probeBrokerTime } from './probe-broker-time';
import { Delivery, type Placed } from './delivery';
import { prefixed } from '../topics/topic-names';
import { PartitionsOfMessages } from './partitions-of-messages';
import { stickyPartitioner } from './sticky-partitioner';
import { Publication, type Slice } from './publication';
import { SendBudget } from './send-budget';
import { SendHealth } from './send-health';
import { sliceRecords, type SliceOptions } from './slicing';

export interface KafkaPublisherOptions extends Partial<SliceOptions> {
  readonly topicPrefix: string;
  readonly log: MessagingLog;
  /** Topics, without prefix, whose readers do not mind in which partition a record lies, whatever its key: that is cheaper. */
  readonly stickyTopics?: readonly string[];
  /** Linger: how long a record waits at most for the send under way to end, to be batched with others, ms; else it does not wait. */
  readonly lingerMs?: number;
  /** Sends under way at once; while all are, records gather. */
  readonly maxSendsInFlight?: number;
  /** Beyond so much unacknowledged, `publish` waits before it sends. */
  readonly maxBufferedBytes?: number;
  readonly maxBufferedRecords?: number;
  /** Most sends of a record, the first included. */
  readonly maxAttempts?: number;
  readonly initialBackoffMs?: number;
  readonly maxBackoffMs?: number;
  /** Told where each record lies, before its `publish` resolves; one that was sent again may lie in two places. */
  readonly placed?: Placed;
}

const defaults = {
  lingerMs: 5,
  maxSendsInFlight: 8,
  maxSendBytes: 1024 * 1024,
  maxSendRecords: 2000,
  maxBufferedBytes: 64 * 1024 * 1024,
  maxBufferedRecords: 50_000,
  maxAttempts: 12,
  initialBackoffMs: 50,
  maxBackoffMs: 2000,
};

/**
 * Writes records by one shared producer, `acks=-1`. Records of several `publish` calls travel together; each call
 * settles with its own records. Repeated sends are ours, not kafkajs's, so that the guard is asked before each.
 */
export class KafkaPublisher extends Publisher {
  private readonly options: typeof defaults;
  private readonly topicPrefix: string;
  private readonly producer: Producer;
  private readonly delivery: Delivery;
  private readonly budget: SendBudget;
  private readonly health = new SendHealth();
  private readonly queue: Slice[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private queuedBytes = 0;
  private sendsInFlight = 0;
  private linger: NodeJS.Timeout | null = null;
  private sendScheduled = false;
  private closed = false;

  constructor(kafka: Kafka, options: KafkaPublisherOptions) {
    super();
    const { topicPrefix, log, stickyTopics = [], placed, ...tuning } = options;
    this.topicPrefix = topicPrefix;
    this.options = { ...defaults, ...tuning };
    const partitions = new PartitionsOfMessages();
    const partitioner = stickyPartitioner(stickyTopics.map((topic) => prefixed(topicPrefix, topic)));
    this.producer = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: placed === undefined ? partitioner : partitions.noting(partitioner),
      metadataMaxAge: metadataMaxAgeMs,
      retry: { retries: 0 },
    });
    const told = placed === undefined ? undefined : { partitions, placed };
    this.delivery = new Delivery(this.producer, { topicPrefix, ...this.options }, this.health, log, told);
    this.budget = new SendBudget(this.options.maxBufferedBytes, this.options.maxBufferedRecords);
  }

  connect(): Promise<void> {
    return this.producer.connect();
  }

  /** Learns the broker's time by a record of its own on a topic (its name without prefix) that has that time; else null. */
  probeBrokerTime(topic: string, value: string): Promise<ClockOffsetBounds | null> {
    return probeBrokerTime(this.producer, prefixed(this.topicPrefix, topic), value);
  }

  /** Why nothing can be written now, in words; empty where it can. */
  notReadyReasons(): string[] {
    return this.health.notReadyReasons();
  }

  /**
   * Rejects with `GuardRefused`, with `RecordRefused` where Kafka rejects the record, and else with the last fault as
   * cause: then it is not known whether the records were written.
   */
  async publish(
    records: readonly OutboundRecord[],
    guard: () => boolean = () => true,
    onFailure: SendFailurePolicy = 'repeat',
  ): Promise<void> {
    if (this.closed) throw new Error('the publisher is closed');
    if (records.length === 0) return;
    const publishing = this.enqueue(records, guard, onFailure);
    this.inFlight.add(publishing);
    try {
      await publishing;
    } finally {
      this.inFlight.delete(publishing);
    }
  }

  /** Waits for everything accepted so far, then disconnects. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.inFlight);
    await this.producer.disconnect();
  }

  private async enqueue(
    records: readonly OutboundRecord[],
    guard: () => boolean,
    onFailure: SendFailurePolicy,
  ): Promise<void> {
    const runs = sliceRecords(records, this.options);
    const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
    await this.budget.acquire(bytes, records.length);
    try {
      const publication = new Publication(runs.length, guard, onFailure === 'repeat');
      for (const run of runs) this.queue.push({ publication, ...run });
      this.queuedBytes += bytes;
      this.schedule();
      await publication.done;
    } finally {
      this.budget.release(bytes, records.length);
    }
  }

  /** With nothing under way, what one event of the event loop brings leaves after it; else it lingers to be batched with others. */
  private schedule(): void {
    if (this.queuedBytes >= this.options.maxSendBytes) this.send();
    else if (this.sendsInFlight === 0) this.sendSoon();
    else this.linger ??= setTimeout(() => this.send(), this.options.lingerMs);
  }

  private sendSoon(): void {
    if (this.sendScheduled) return;
    this.sendScheduled = true;
    process.nextTick(() => {
      this.sendScheduled = false;
      this.send();
    });
  }

  private send(): void {
    if (this.linger) clearTimeout(this.linger);
    this.linger = null;
    while (this.queue.length > 0 && this.sendsInFlight < this.options.maxSendsInFlight) {
      this.sendsInFlight += 1;
      void this.delivery.deliver(this.takeBatch()).then(() => {
        this.sendsInFlight -= 1;
        if (this.queue.length > 0) this.send();
      });
    }
  }

  /** Takes from the queue what fits one send. */
  private takeBatch(): Slice[] {
    let bytes = 0;
    let records = 0;
    let count = 0;
    for (const slice of this.queue) {
      bytes += slice.bytes;
      records += slice.records.length;
      if (count > 0 && (bytes > this.options.maxSendBytes || records > this.options.maxSendRecords)) break;
      count += 1;
    }
    const joint = this.queue.splice(0, count);
    this.queuedBytes -= joint.reduce((sum, slice) => sum + slice.bytes, 0);
    return joint;
  }
}
