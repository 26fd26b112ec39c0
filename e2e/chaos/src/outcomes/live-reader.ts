import type { Consumer, Kafka } from 'kafkajs';
import type { OutcomeIndex } from './outcome-index';
import { outcomeRecord } from './outcome-record';

/** Reads outcomes while they come, as a client does that waits for its answers. */
export class LiveReader {
  private constructor(private readonly consumer: Consumer) {}

  static async open(kafka: Kafka, topic: string, index: OutcomeIndex): Promise<LiveReader> {
    const consumer = kafka.consumer({ groupId: 'chaos-live', maxWaitTimeInMs: 100, sessionTimeout: 10_000 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommitInterval: 1_000,
      eachBatch: async (payload) => {
        const { batch } = payload;
        for (const { offset, timestamp, value } of batch.messages) {
          if (value === null) continue;
          const place = { partition: batch.partition, offset: Number(offset), appendedAtMs: Number(timestamp) };
          index.take(outcomeRecord(place, value.toString()));
        }
        await payload.heartbeat();
      },
    });
    return new LiveReader(consumer);
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }
}
