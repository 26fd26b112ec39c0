import { GuardRefusedError, Intake, Publisher, type OutboundRecord } from '@harmonybatch/ports';
import { MemoryConsumer, type RecordHandler } from './memory-consumer';
import { MemoryGroup } from './memory-group';
import { MemoryTopic, type StoredRecord } from './memory-topic';
import type { VirtualClock } from './virtual-clock';

export interface MemoryLogOptions {
  /** How long a record that is written to a topic is on its way to the topic's consumers, ms. */
  readonly hopMs: (topic: string) => number;
  /** Whether records stay after every consumer has given them up; without, memory does not grow with the traffic. */
  readonly retain: boolean;
  /** Partitions of a topic; a record with a key always goes to the same one, the others take turns. */
  readonly partitionsOf: (topic: string) => number;
}

/** Called with every record when it is written. */
export type AppendListener = (topic: string, partition: number, offset: number, record: StoredRecord) => void;

/** One partition of a topic and who reads it. */
interface Channel {
  readonly name: string;
  readonly partition: number;
  readonly topic: MemoryTopic;
  readonly consumers: MemoryConsumer[];
  /** The delivery that was planned last; records that are due at its time join it. */
  planned: { readonly atMs: number; end: number } | null;
}

const defaultHopMs = 1;
const noHeaders: Readonly<Record<string, string>> = {};

/**
 * Topics in memory; what is written is delivered a moment later. As in a partition of Kafka, no record overtakes an earlier
 * one of its partition: where hops differ, a short one waits for a longer one before it.
 */
export class MemoryLog extends Publisher {
  private readonly topics = new Map<string, readonly Channel[]>();
  private readonly options: MemoryLogOptions;
  private readonly listeners: AppendListener[] = [];
  private turn = 0;
  /** While set, nothing can be written. */
  failure: Error | null = null;

  constructor(
    private readonly clock: VirtualClock,
    config: Partial<MemoryLogOptions> = {},
  ) {
    super();
    this.options = { hopMs: () => defaultHopMs, retain: true, partitionsOf: () => 1, ...config };
  }

  override async publish(records: readonly OutboundRecord[], guard: () => boolean = () => true): Promise<void> {
    await Promise.resolve();
    if (!guard()) throw new GuardRefusedError();
    if (this.failure !== null) throw this.failure;
    this.append(records);
  }

  /** Writes at once, and asks nobody. */
  append(records: readonly OutboundRecord[]): void {
    const written: Channel[] = [];
    for (const record of records) {
      const channel = this.channelFor(record);
      const stored = this.storedRecord(record);
      const offset = channel.topic.append(stored);
      for (const listener of this.listeners) listener(channel.name, channel.partition, offset, stored);
      if (!written.includes(channel)) written.push(channel);
    }
    for (const channel of written) this.announce(channel);
  }

  /** Deletes a topic and recreates it: its offsets begin at 0 again, and records that were not delivered are gone. */
  recreateTopic(name: string): void {
    for (const channel of this.channels(name)) {
      channel.topic.recreate();
      channel.planned = null;
      for (const consumer of channel.consumers) consumer.onRecreated();
    }
  }

  /** Tells `listener` of every record that is written from now on. */
  onAppend(listener: AppendListener): void {
    this.listeners.push(listener);
  }

  /** A consumer of its own of a topic that has one partition. */
  consume(name: string, handler: RecordHandler): MemoryConsumer {
    const [channel, another] = this.channels(name);
    if (channel === undefined || another !== undefined)
      throw new Error(`${name} has many partitions: read it in a group`);
    return this.attach(channel, handler);
  }

  /** A consumer group of a topic: its members share the partitions. */
  group(name: string): MemoryGroup {
    return new MemoryGroup(this.channels(name).map((channel) => this.attach(channel, () => undefined)));
  }

  /** The values of all records of a topic that are kept, parsed. */
  values<T>(name: string): T[] {
    return this.channels(name).flatMap(({ topic }) => topic.kept().map(({ value }) => JSON.parse(String(value)) as T));
  }

  /** Pauses and resumes all consumers of a topic. */
  intake(): Intake {
    return new LogIntake((name) => this.channels(name).flatMap(({ consumers }) => consumers));
  }

  private attach(channel: Channel, handler: RecordHandler): MemoryConsumer {
    const consumer = new MemoryConsumer(channel.name, channel.partition, channel.topic, handler, this.clock);
    channel.consumers.push(consumer);
    this.announce(channel);
    return consumer;
  }

  private channelFor({ topic, key, partition }: OutboundRecord): Channel {
    const channels = this.channels(topic);
    if (partition !== undefined) return channels[partition]!;
    if (channels.length === 1) return channels[0]!;
    if (key !== null) return channels[partitionOfKey(key, channels.length)]!;
    this.turn += 1;
    return channels[this.turn % channels.length]!;
  }

  private storedRecord({ key, value, headers = noHeaders }: OutboundRecord): StoredRecord {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    return { key, value: bytes, headers, timestampMs: this.clock.nowMs() };
  }

  private announce(channel: Channel): void {
    const nowMs = this.clock.nowMs();
    const atMs = Math.max(nowMs + this.options.hopMs(channel.name), channel.planned?.atMs ?? 0);
    const { end } = channel.topic;
    if (atMs === nowMs && channel.planned === null) this.deliver(channel, end);
    else if (channel.planned?.atMs === atMs) channel.planned.end = end;
    else this.plan(channel, { atMs, end }, atMs - nowMs);
  }

  private plan(channel: Channel, delivery: { readonly atMs: number; end: number }, delayMs: number): void {
    channel.planned = delivery;
    const { incarnation } = channel.topic;
    this.clock.after(delayMs, () => {
      if (channel.planned === delivery) channel.planned = null;
      if (channel.topic.incarnation === incarnation) this.deliver(channel, delivery.end);
    });
  }

  private deliver({ topic, consumers }: Channel, end: number): void {
    for (const consumer of consumers) void consumer.deliver(end);
    if (this.options.retain) return;
    topic.drop(consumers.reduce((min, consumer) => Math.min(min, consumer.committed), end));
  }

  private channels(name: string): readonly Channel[] {
    let channels = this.topics.get(name);
    if (channels === undefined) {
      channels = Array.from({ length: this.options.partitionsOf(name) }, (_, partition) => ({
        name,
        partition,
        topic: new MemoryTopic(),
        consumers: [],
        planned: null,
      }));
      this.topics.set(name, channels);
    }
    return channels;
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

/** The partition of a key: FNV-1a, the same for the same key while the count stays. */
function partitionOfKey(key: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % count;
}
