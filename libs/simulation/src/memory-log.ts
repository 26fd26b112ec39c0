import { GuardRefused, Intake, Publisher, type OutboundRecord } from '@harmonybatch/pipeline';
import { MemoryConsumer, type RecordHandler } from './memory-consumer';
import { MemoryTopic, type StoredRecord } from './memory-topic';
import type { VirtualClock } from './virtual-clock';

export interface MemoryLogConfig {
  /** How long a record that is written to a topic is on its way to the topic's consumers, ms. */
  readonly hopMs: (topic: string) => number;
  /** Whether records stay after every consumer has given them up; without, memory does not grow with the traffic. */
  readonly retain: boolean;
}

interface Channel {
  readonly name: string;
  readonly topic: MemoryTopic;
  readonly consumers: MemoryConsumer[];
  /** The delivery that was planned last; records that are due at its time join it. */
  planned: { readonly atMs: number; end: number } | null;
}

const defaultHopMs = 1;
const noHeaders: Readonly<Record<string, string>> = {};

/**
 * Topics of one partition in memory; what is written is delivered a moment later. As in a partition of Kafka, no record
 * overtakes an earlier one: where hops differ, a short one waits for a longer one before it.
 */
export class MemoryLog extends Publisher {
  private readonly channels = new Map<string, Channel>();
  private readonly config: MemoryLogConfig;
  /** While set, nothing can be written. */
  failure: Error | null = null;

  constructor(
    private readonly clock: VirtualClock,
    config: Partial<MemoryLogConfig> = {},
  ) {
    super();
    this.config = { hopMs: () => defaultHopMs, retain: true, ...config };
  }

  override async publish(records: readonly OutboundRecord[], guard: () => boolean = () => true): Promise<void> {
    await Promise.resolve();
    if (!guard()) throw new GuardRefused();
    if (this.failure !== null) throw this.failure;
    const written: Channel[] = [];
    for (const record of records) {
      const channel = this.channel(record.topic);
      channel.topic.append(this.storedRecord(record));
      if (!written.includes(channel)) written.push(channel);
    }
    for (const channel of written) this.announce(channel);
  }

  consume(name: string, handler: RecordHandler): MemoryConsumer {
    const channel = this.channel(name);
    const consumer = new MemoryConsumer(name, channel.topic, handler);
    channel.consumers.push(consumer);
    this.announce(channel);
    return consumer;
  }

  /** The values of all records of a topic that are kept, parsed. */
  values<T>(name: string): T[] {
    return this.channel(name)
      .topic.kept()
      .map(({ value }) => JSON.parse(String(value)) as T);
  }

  /** Pauses and resumes all consumers of a topic. */
  intake(): Intake {
    return new LogIntake((name) => this.channel(name).consumers);
  }

  private storedRecord({ key, value, headers = noHeaders }: OutboundRecord): StoredRecord {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    return { key, value: bytes, headers, timestampMs: this.clock.nowMs() };
  }

  private announce(channel: Channel): void {
    const nowMs = this.clock.nowMs();
    const atMs = Math.max(nowMs + this.config.hopMs(channel.name), channel.planned?.atMs ?? 0);
    const { end } = channel.topic;
    if (atMs === nowMs && channel.planned === null) this.deliver(channel, end);
    else if (channel.planned?.atMs === atMs) channel.planned.end = end;
    else this.plan(channel, { atMs, end }, atMs - nowMs);
  }

  private plan(channel: Channel, delivery: { readonly atMs: number; end: number }, delayMs: number): void {
    channel.planned = delivery;
    this.clock.after(delayMs, () => {
      if (channel.planned === delivery) channel.planned = null;
      this.deliver(channel, delivery.end);
    });
  }

  private deliver({ topic, consumers }: Channel, end: number): void {
    for (const consumer of consumers) void consumer.deliver(end);
    if (this.config.retain) return;
    topic.drop(consumers.reduce((least, consumer) => Math.min(least, consumer.committed), end));
  }

  private channel(name: string): Channel {
    let channel = this.channels.get(name);
    if (channel === undefined) {
      channel = { name, topic: new MemoryTopic(), consumers: [], planned: null };
      this.channels.set(name, channel);
    }
    return channel;
  }
}

class LogIntake extends Intake {
  constructor(private readonly consumersOf: (topic: string) => readonly MemoryConsumer[]) {
    super();
  }

  override pause(topic: string): void {
    for (const consumer of this.consumersOf(topic)) consumer.pause();
  }

  override resume(topic: string): void {
    for (const consumer of this.consumersOf(topic)) void consumer.resume();
  }
}
