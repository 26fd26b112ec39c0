import { randomBytes } from 'node:crypto';
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';

export interface RawRecord {
  /** Full name of the topic. */
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** Every record of some topics, from the beginning, as bytes. */
export class RawLog {
  private readonly records: RawRecord[] = [];
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly consumer: Consumer) {}

  static async open(kafka: Kafka, topics: readonly string[]): Promise<RawLog> {
    const consumer = kafka.consumer({ groupId: `raw-${randomBytes(6).toString('hex')}`, maxWaitTimeInMs: 50 });
    const log = new RawLog(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      // Who waits looks through all that was read: once a batch, for once a record takes hours where many are behind.
      eachBatch: async ({ batch: { topic, partition, messages }, heartbeat }) => {
        for (const message of messages) log.records.push({ topic, partition, message });
        for (const listener of log.listeners) listener();
        await heartbeat();
      },
    });
    return log;
  }

  of(topic: string): RawRecord[] {
    return this.records.filter((record) => record.topic === topic);
  }

  /** Resolves when `missing` names nothing any more; rejects with what it names after `timeoutMs`. */
  async waitFor(missing: () => readonly string[], timeoutMs: number): Promise<void> {
    if (missing().length === 0) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        this.listeners.delete(listener);
        end();
      };
      const listener = (): void => {
        if (missing().length === 0) settle(resolve);
      };
      const timer = setTimeout(() => {
        const all = missing();
        settle(() => reject(new Error(`${all.length} are missing, such as ${all.slice(0, 5).join('; ')}`)));
      }, timeoutMs);
      this.listeners.add(listener);
    });
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }
}
