import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, EachBatchPayload, IHeaders, Kafka } from 'kafkajs';
import { Refusal } from '../refusal';
import type { System } from './find-system';
import { connectAdmin } from './kafka';

const leaderAttempts = 20;
const leaderPauseMs = 250;
const leaderless = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE'];
const isLeaderless = (error: unknown): boolean =>
  error instanceof Error && (leaderless.includes((error as { type?: string }).type ?? '') || isLeaderless(error.cause));

export interface LogRecord {
  readonly topic: string;
  readonly offset: number;
  readonly key: string;
  /** `null` is a tombstone. */
  readonly value: Buffer | null;
  readonly timestampMs: number;
}

/** What few readers need of a record. */
export interface RawParts {
  readonly partition: number;
  readonly key: Buffer | null;
  readonly headers: IHeaders;
}

export interface Subscription {
  /** Full name of the topic. */
  readonly topic: string;
  /** `start` reads all there is, `end` only what comes after the reader was opened. */
  readonly from: 'start' | 'end';
  onRecord(record: LogRecord, raw: RawParts): void;
}

interface Position {
  next: bigint;
  /** First offset that was not there yet when the reader was opened. */
  readonly end: bigint;
  readonly subscription: Subscription;
}

/** Longest time a broker may take to let the reader in, ms; a foreign broker waits 3 s for more members. */
const joinWithinMs = 15_000;
const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/**
 * Reads topics from stated positions with a consumer group of its own, which commits nothing and is deleted at the end.
 * The positions are kept here and sought again after every rebalance.
 */
export class LogReader {
  private readonly positions = new Map<string, Position>();
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  private constructor(
    private readonly admin: Admin,
    private readonly consumer: Consumer,
    private readonly groupId: string,
  ) {}

  /**
   * Opens a reader that has its partitions and stands at its positions: what is published from now on is seen.
   * @throws Refusal where no broker answers or a topic is missing.
   */
  static async open(kafka: Kafka, system: System, subscriptions: readonly Subscription[]): Promise<LogReader> {
    const admin = await connectAdmin(kafka, system);
    const groupId = `harmonybatch-cli-${randomUUID()}`;
    const consumer = kafka.consumer({
      groupId,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 50,
      sessionTimeout: 10_000,
      rebalanceTimeout: 10_000,
      heartbeatInterval: 1_000,
      retry: { retries: 5 },
    });
    const reader = new LogReader(admin, consumer, groupId);
    try {
      for (const subscription of subscriptions) await reader.locate(subscription, system);
      await reader.start(subscriptions);
      return reader;
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  private async locate(subscription: Subscription, system: System): Promise<void> {
    const { topic, from } = subscription;
    const offsets = await this.offsetsOf(topic).catch((error: unknown) => {
      throw new Refusal(
        `Topic ${topic} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
        [],
        `Is HarmonyBatch running on ${system.brokers.join(', ')} with the topic prefix "${system.topicPrefix}"? See \`npm start\`.`,
      );
    });
    for (const { partition, low, high } of offsets) {
      const next = BigInt(from === 'start' ? low : high);
      this.positions.set(keyOf(topic, partition), { next, end: BigInt(high), subscription });
    }
  }

  /** A topic that was made just now, or a broker that came back, has no leader for a moment. */
  private async offsetsOf(topic: string): ReturnType<Admin['fetchTopicOffsets']> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.admin.fetchTopicOffsets(topic);
      } catch (error) {
        if (!isLeaderless(error) || attempt === leaderAttempts) throw error;
        await new Promise((resolve) => setTimeout(resolve, leaderPauseMs));
      }
    }
  }

  private async start(subscriptions: readonly Subscription[]): Promise<void> {
    const { GROUP_JOIN, CRASH } = this.consumer.events;
    const joined = new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Refusal('Kafka let no reader in within 15 s; try again.')),
        joinWithinMs,
      );
      this.consumer.on(CRASH, ({ payload }) => {
        if (!payload.restart) this.fail(payload.error);
        clearTimeout(late);
        reject(payload.error);
      });
      this.consumer.on(GROUP_JOIN, () => {
        this.seek();
        clearTimeout(late);
        resolve();
      });
    });
    joined.catch(() => undefined);
    await this.consumer.subscribe({ topics: subscriptions.map(({ topic }) => topic), fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      eachBatch: async (payload) => this.deliver(payload),
    });
    await joined;
  }

  /** kafkajs forgets positions at every rebalance; the first seek comes before the first fetch. */
  private seek(): void {
    for (const [key, { next }] of this.positions) {
      const at = key.lastIndexOf('/');
      this.consumer.seek({ topic: key.slice(0, at), partition: Number(key.slice(at + 1)), offset: String(next) });
    }
  }

  private deliver({ batch }: EachBatchPayload): void {
    const position = this.positions.get(keyOf(batch.topic, batch.partition));
    if (position === undefined) return;
    for (const message of batch.messages) {
      const offset = BigInt(message.offset);
      if (offset < position.next) continue;
      position.next = offset + 1n;
      const record: LogRecord = {
        topic: batch.topic,
        offset: Number(offset),
        key: message.key?.toString('utf8') ?? '',
        value: message.value,
        timestampMs: Number(message.timestamp),
      };
      const { key, headers = {} } = message;
      position.subscription.onRecord(record, { partition: batch.partition, key, headers });
    }
    const last = BigInt(batch.lastOffset());
    if (last >= position.next) position.next = last + 1n;
    this.wake();
  }

  private fail(error: Error): void {
    this.failure = error;
    this.wake();
  }

  private behind(): boolean {
    return [...this.positions.values()].some(({ next, end }) => next < end);
  }

  /** Resolves when everything that was in the `start` topics at opening has been read; fails after `timeoutMs`. */
  async caughtUp(timeoutMs = 20_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (this.behind()) {
      if (this.failure) throw this.failure;
      const left = deadline - performance.now();
      if (left <= 0) throw new Refusal('Kafka did not deliver in time what its topics hold; try again.');
      await this.nextBatch(left);
    }
  }

  /** Resolves at the next delivery, failure, or after `ms`. */
  nextBatch(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** The reason why this reader reads no more, if it does not. */
  get failed(): Error | undefined {
    return this.failure;
  }

  async close(): Promise<void> {
    await this.consumer.disconnect().catch(() => undefined);
    await this.admin.deleteGroups([this.groupId]).catch(() => undefined);
    await this.admin.disconnect().catch(() => undefined);
  }
}
