import { setTimeout as sleep } from 'node:timers/promises';
import type { Producer } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import type { Stage } from '../trials/stage';

const batchRecords = 2_000;
/** Once the first ones are written: about as many as one ingest reads, so that it does not catch up, and does when it is over. */
const pauseMs = 150;

/** Requests of an app that nobody knows, more than ingest reads, until it is ended. */
export class Flood {
  private written = 0;
  private isOver = false;
  private flowing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly producer: Producer,
    private readonly topic: string,
  ) {}

  /** Resolves when the first `records` are written. */
  static async begin({ system }: Stage, records: number): Promise<Flood> {
    const producer = system.kafka.producer();
    await producer.connect();
    const flood = new Flood(producer, system.topic(topics.inferenceRequested.name));
    while (flood.written < records) await flood.write();
    flood.flowing = flood.flow();
    flood.flowing.catch(() => undefined); // met by `end`
    return flood;
  }

  async end(): Promise<void> {
    this.isOver = true;
    try {
      await this.flowing;
    } finally {
      await this.producer.disconnect();
    }
  }

  private async flow(): Promise<void> {
    while (!this.isOver) {
      await this.write();
      await sleep(pauseMs);
    }
  }

  private async write(): Promise<void> {
    const messages = Array.from({ length: batchRecords }, (_, at) => ({
      value: JSON.stringify({ app: 'nobody', id: `flood-${this.written + at}`, inputs: at }),
    }));
    await this.producer.send({ topic: this.topic, messages });
    this.written += batchRecords;
  }
}
