import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import { topics, type AppRegistered } from '@harmonybatch/contracts';
import type { ArrivalProcess } from '@harmonybatch/traffic';
import type { RequestBook } from './request-book';

const tickMs = 5;

interface Stream {
  readonly app: AppRegistered;
  readonly arrivals: ArrivalProcess;
  readonly fromMs: number;
  nextMs: number;
}

/** Requests of apps, each at its own pace, however slow the answers are. */
export class SteadyTraffic {
  private readonly producer: Producer;
  private streams: Stream[] = [];
  private readonly stopping = new AbortController();
  private sending: Promise<void> | undefined;
  private failure: unknown;

  constructor(
    kafka: Kafka,
    private readonly topicOf: (name: string) => string,
    private readonly book: RequestBook,
  ) {
    this.producer = kafka.producer({ allowAutoTopicCreation: false });
  }

  async open(): Promise<void> {
    await this.producer.connect();
    this.sending = this.send();
  }

  /** From now on these arrive; what came before does not any more. */
  change(apps: readonly AppRegistered[], arrivalsOf: (app: AppRegistered) => ArrivalProcess): void {
    const fromMs = Date.now();
    this.streams = apps.map((app) => {
      const arrivals = arrivalsOf(app);
      return { app, arrivals, fromMs, nextMs: fromMs + arrivals.next() };
    });
  }

  /** @throws what a send failed with */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.sending;
    await this.producer.disconnect();
    if (this.failure !== undefined) throw this.failure;
  }

  private async send(): Promise<void> {
    const sends: Promise<unknown>[] = [];
    while (!this.stopping.signal.aborted) {
      const messages = this.due(Date.now());
      if (messages.length > 0) sends.push(this.publish(messages));
      await sleep(tickMs);
    }
    await Promise.all(sends);
  }

  private async publish(messages: { key: string; value: string }[]): Promise<void> {
    const topic = this.topicOf(topics.inferenceRequested.name);
    await this.producer.send({ topic, messages }).catch((error: unknown) => (this.failure ??= error));
  }

  private due(nowMs: number): { key: string; value: string }[] {
    return this.streams.flatMap((stream) => {
      const messages = [];
      for (; stream.nextMs <= nowMs; stream.nextMs = stream.fromMs + stream.arrivals.next()) {
        const { name: app, sloMs } = stream.app;
        const id = this.book.add(app, sloMs, nowMs);
        messages.push({ key: id, value: JSON.stringify({ app, id, inputs: { of: id } }) });
      }
      return messages;
    });
  }
}
