import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import type { RequestLedger } from './request-ledger';

const retryPauseMs = 100;
/** Sends under way at once; beyond it requests gather and leave together. */
const maxSends = 8;

/**
 * Publishes requests as a careful client does: `acks=-1`, and the same id again until Kafka has acknowledged it. What is
 * due leaves whether or not what went before was acknowledged.
 */
export class RequestClient {
  private readonly producer: Producer;
  private waiting: number[] = [];
  private readonly sends = new Set<Promise<void>>();
  private repeats = 0;

  constructor(
    kafka: Kafka,
    private readonly topic: string,
    private readonly book: RequestLedger,
    private readonly appNames: readonly string[],
  ) {
    this.producer = kafka.producer({ allowAutoTopicCreation: false, retry: { retries: 0 } });
  }

  connect(): Promise<void> {
    return this.producer.connect();
  }

  /** Sends that failed and were repeated. */
  get repeatedSends(): number {
    return this.repeats;
  }

  /** Sends one request to each of the apps. */
  send(apps: readonly number[]): void {
    const nowMs = Date.now();
    for (const app of apps) this.waiting.push(this.book.add(app, nowMs));
    this.flush();
  }

  /** Resolves when everything is acknowledged. */
  async drained(): Promise<void> {
    while (this.sends.size > 0) await Promise.all(this.sends);
  }

  close(): Promise<void> {
    return this.producer.disconnect();
  }

  private flush(): void {
    if (this.waiting.length === 0 || this.sends.size >= maxSends) return;
    const requests = this.waiting;
    this.waiting = [];
    const sending = this.deliver(requests).finally(() => {
      this.sends.delete(sending);
      this.flush();
    });
    this.sends.add(sending);
  }

  private async deliver(requests: readonly number[]): Promise<void> {
    const messages = requests.map((request) => ({ key: this.book.idOf(request), value: this.valueOf(request) }));
    for (;;) {
      try {
        await this.producer.send({ topic: this.topic, acks: -1, messages, timeout: 5_000 });
        break;
      } catch {
        this.repeats += 1;
        await sleep(retryPauseMs);
      }
    }
    const nowMs = Date.now();
    for (const request of requests) this.book.acknowledge(request, nowMs);
  }

  private valueOf(request: number): string {
    const id = this.book.idOf(request);
    return JSON.stringify({ app: this.appNames[this.book.appOf(request)], id, inputs: { of: id } });
  }
}
