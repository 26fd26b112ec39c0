import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PoissonArrivals } from '@harmonybatch/traffic';
import type { Producer } from 'kafkajs';
import type { Chain } from '../chain/chain';
import { patchedKafka } from '../chain/topic-set';
import type { ReadAnswer } from './added-latency';
import { AnswerReader } from './answer-reader';

export interface Load {
  readonly rateHz: number;
  readonly durationMs: number;
}

export interface LoadResult {
  readonly sent: number;
  /** Requests without an answer when the last was sent, and after the grace. */
  readonly openAtEnd: number;
  readonly unanswered: number;
  /** In the order in which they were read. */
  readonly answers: readonly ReadAnswer[];
}

/** As a producer with a linger: requests that are due leave together. */
const lingerMs = 5;
/** Even what an overload piled up is answered by then, so that it does not weigh on the next load. */
const graceMs = 30_000;
const gracePollMs = 20;

/** Sends requests to a chain as a Poisson process and reads their answers. */
export class LoadClient {
  private readonly producer: Producer;
  private readonly reader: AnswerReader;
  private seed = 1;

  private constructor(
    brokers: string,
    private readonly chain: Chain,
  ) {
    const kafka = patchedKafka(brokers);
    this.producer = kafka.producer();
    this.reader = new AnswerReader(kafka, chain);
  }

  static async open(brokers: string, chain: Chain): Promise<LoadClient> {
    const client = new LoadClient(brokers, chain);
    await client.producer.connect();
    await client.reader.open();
    return client;
  }

  /** Resolves when all is answered, or when the grace after the last request is over. Rejects where Kafka refuses. */
  async run({ rateHz, durationMs }: Load): Promise<LoadResult> {
    const run = randomBytes(4).toString('hex');
    this.reader.follow(run);
    const arrivals = new PoissonArrivals(rateHz, this.seed++, 'load');
    let nextMs = arrivals.next();
    const sends: Promise<unknown>[] = [];
    const startMs = performance.now();
    let sent = 0;
    for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs = performance.now() - startMs) {
      const ids: string[] = [];
      for (; nextMs < elapsedMs; nextMs = arrivals.next()) ids.push(`${run}-${sent + ids.length}`);
      if (ids.length > 0) sends.push(this.send(ids));
      sent += ids.length;
      await sleep(lingerMs);
    }
    const openAtEnd = sent - this.reader.count;
    await Promise.all(sends);
    await this.untilAnswered(sent);
    return { sent, openAtEnd, unanswered: sent - this.reader.count, answers: this.reader.all() };
  }

  async close(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.reader.close()]);
  }

  private send(ids: readonly string[]): Promise<unknown> {
    const messages = ids.map((id) => this.chain.requestOf(id));
    const sending = this.producer.send({ topic: this.chain.requestTopic, acks: -1, messages });
    sending.catch(() => undefined); // told when all are awaited
    return sending;
  }

  private async untilAnswered(count: number): Promise<void> {
    const endMs = performance.now() + graceMs;
    while (this.reader.count < count && performance.now() < endMs) await sleep(gracePollMs);
  }
}
