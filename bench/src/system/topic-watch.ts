import { randomBytes } from 'node:crypto';
import type { Consumer, Kafka } from 'kafkajs';

/** A record as it was read, with its place and when the broker appended it. */
export interface WatchedRecord<T> {
  readonly value: T;
  readonly offset: number;
  readonly atMs: number;
}

/** Everything that is written to a topic, from its beginning, told as it comes. */
export class TopicWatch<T> {
  readonly records: WatchedRecord<T>[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly consumer: Consumer) {}

  static async open<T>(
    kafka: Kafka,
    topic: string,
    take: (record: WatchedRecord<T>) => void = () => undefined,
  ): Promise<TopicWatch<T>> {
    const consumer = kafka.consumer({ groupId: `watch-${randomBytes(6).toString('hex')}`, maxWaitTimeInMs: 50 });
    const watch = new TopicWatch<T>(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        if (message.value === null) return;
        const value = JSON.parse(message.value.toString()) as T;
        const record = { value, offset: Number(message.offset), atMs: Number(message.timestamp) };
        watch.records.push(record);
        take(record);
        for (const look of watch.waiting) look();
      },
    });
    return watch;
  }

  get last(): WatchedRecord<T> | undefined {
    return this.records.at(-1);
  }

  /** Resolves with the first record from `fromMs` on that `matches`; with undefined where none comes in time. */
  first(
    matches: (value: T) => boolean,
    { fromMs = 0, timeoutMs }: { readonly fromMs?: number; readonly timeoutMs: number },
  ): Promise<WatchedRecord<T> | undefined> {
    const found = () => this.records.find(({ value, atMs }) => atMs >= fromMs && matches(value));
    return new Promise((resolve) => {
      const settle = (record: WatchedRecord<T> | undefined): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(record);
      };
      const look = (): void => {
        const record = found();
        if (record !== undefined) settle(record);
      };
      const timer = setTimeout(() => settle(undefined), timeoutMs);
      this.waiting.add(look);
      look();
    });
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }
}
