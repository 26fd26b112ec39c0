import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  everybodys,
  KafkaRecord,
  LogEnd,
  LogReader,
  rangesOf,
  type PartitionRange,
} from '@harmonybatch/messaging/client';
import type { InboundRecord } from '@harmonybatch/ports';
import type { Admin, Batch, ConsumerConfig, Kafka } from 'kafkajs';
import { Refusal } from '../refusal';
import type { System } from './find-system';
import { connectAdmin, topicName, within } from './kafka';

export interface Subscription {
  /** Name of the topic without the deployment's prefix. */
  readonly topic: string;
  /** `start` reads all there is, `end` only what comes after the reader was opened. */
  readonly from: 'start' | 'end';
  onRecord(record: InboundRecord): void;
}

interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly subscription: Subscription;
  /** Offset to be read next. */
  next: number;
}

const leaderAttempts = 20;
const leaderPauseMs = 250;
const leaderless = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE'];
const isLeaderless = (error: unknown): boolean =>
  error instanceof Error && (leaderless.includes((error as { type?: string }).type ?? '') || isLeaderless(error.cause));

/** Longest time a broker may take to let the reader in, ms; a foreign broker waits 3 s for more members. */
const joinWithinMs = 15_000;
/** Longest time that reading what the topics hold may take, ms. */
const readWithinMs = 20_000;
/** How long nothing may come before an end that is still ahead is taken for compacted away, ms. */
const silenceMs = 10_000;

/** A command is to end soon: it leaves its group when the fetch under way has returned. */
const consumerConfig = (): ConsumerConfig => ({
  groupId: `harmonybatch-cli-${randomUUID()}`,
  allowAutoTopicCreation: false,
  maxWaitTimeInMs: 50,
  sessionTimeout: 10_000,
  rebalanceTimeout: 10_000,
  heartbeatInterval: 1_000,
  retry: { retries: 5 },
});

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/**
 * Reads topics of the running system from stated positions. They are kept here and sought again after every rebalance, so
 * that each record is told once; the consumer group is deleted at the end.
 */
export class SystemReader {
  private readonly positions = new Map<string, Position>();
  private readonly consumer = consumerConfig();
  private readonly reader: LogReader;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  private constructor(
    kafka: Kafka,
    private readonly admin: Admin,
    private readonly system: System,
    private readonly subscriptions: readonly Subscription[],
  ) {
    // The positions say where each partition begins; one that is cut off is read on from what it has.
    const topics = subscriptions.map(({ topic }) => ({ topic: topicName(system, topic), fromBeginning: true }));
    this.reader = new LogReader(
      kafka,
      { consumer: this.consumer, topics, silenceMs },
      {
        batch: (batch) => this.deliver(batch),
        joined: () => this.seek(),
        silent: () => undefined,
        crashed: (error) => this.fail(error),
      },
    );
  }

  /**
   * Opens a reader that has its partitions and stands at its positions: what is published from now on is seen.
   * @throws Refusal where no broker answers or a topic is missing.
   */
  static async open(kafka: Kafka, system: System, subscriptions: readonly Subscription[]): Promise<SystemReader> {
    const admin = await connectAdmin(kafka, system);
    const reader = new SystemReader(kafka, admin, system, subscriptions);
    try {
      await reader.start();
      return reader;
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  private async start(): Promise<void> {
    const toRead: PartitionRange[] = [];
    for (const subscription of this.subscriptions) {
      const ranges = await this.locate(subscription);
      if (subscription.from === 'start') toRead.push(...ranges);
    }
    const late = (): Error => new Refusal('Kafka let no reader in within 15 s; try again.');
    await within(this.reader.start(new LogEnd(toRead)), joinWithinMs, late);
  }

  private async locate(subscription: Subscription): Promise<PartitionRange[]> {
    const { brokers, topicPrefix } = this.system;
    const name = topicName(this.system, subscription.topic);
    const ranges = await this.rangesOf(name).catch((error: unknown) => {
      throw new Refusal(
        `Topic ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
        [],
        `Is HarmonyBatch running on ${brokers.join(', ')} with the topic prefix "${topicPrefix}"? See \`npm start\`.`,
      );
    });
    for (const { topic, partition, low, high } of ranges) {
      const next = subscription.from === 'start' ? low : high;
      this.positions.set(keyOf(topic, partition), { topic, partition, subscription, next });
    }
    return ranges;
  }

  /** A topic that was made just now, or a broker that came back, has no leader for a moment. */
  private async rangesOf(topic: string): Promise<PartitionRange[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await rangesOf(this.admin, [topic]);
      } catch (error) {
        if (!isLeaderless(error) || attempt === leaderAttempts) throw error;
        await sleep(leaderPauseMs);
      }
    }
  }

  /** kafkajs forgets positions at every rebalance; the first seek comes before the first fetch. */
  private seek(): void {
    for (const { topic, partition, next } of this.positions.values()) this.reader.seek(topic, partition, next);
  }

  private deliver(batch: Batch): void {
    const position = this.positions.get(keyOf(batch.topic, batch.partition));
    if (position === undefined) return;
    const { subscription } = position;
    for (const message of batch.messages) {
      const record = new KafkaRecord(subscription.topic, batch.partition, message, everybodys);
      if (record.offset < position.next) continue;
      position.next = record.offset + 1;
      subscription.onRecord(record);
    }
    position.next = Math.max(position.next, Number(batch.lastOffset()) + 1);
    this.wake();
  }

  private fail(error: Error): void {
    this.failure = error;
    this.wake();
  }

  /**
   * Resolves when everything that was in the `start` topics at opening has been read.
   * @throws Refusal where that takes longer than `timeoutMs`
   */
  async caughtUp(timeoutMs = readWithinMs): Promise<void> {
    const untilMs = performance.now() + timeoutMs;
    let whole = false;
    void this.reader.readToEnd().then(() => {
      whole = true;
      this.wake();
    });
    while (!whole) {
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) throw new Refusal('Kafka did not deliver in time what its topics hold; try again.');
      await this.nextBatch(leftMs);
    }
  }

  /** Resolves at the next delivery, or after `ms`. @throws the reason why this reader reads no more */
  async nextBatch(ms: number): Promise<void> {
    const woken = new AbortController();
    this.wake = () => woken.abort();
    if (this.failure === undefined) await sleep(ms, undefined, { signal: woken.signal }).catch(() => undefined);
    if (this.failure !== undefined) throw this.failure;
  }

  async close(): Promise<void> {
    await this.reader.close().catch(() => undefined);
    await this.admin.deleteGroups([this.consumer.groupId]).catch(() => undefined);
    await this.admin.disconnect().catch(() => undefined);
  }
}
