import { CompressionTypes, type Kafka, type Message, type Producer } from 'kafkajs';
import { codecs, writeWithKcat } from './kcat-writer';
import type { RequestLedger } from './request-ledger';

export interface HostileClientOptions {
  readonly brokers: string;
  readonly topic: string;
  /** Apps whose functions hang: one of every model. */
  readonly hangingApps: readonly string[];
  /** Who sends what is large in memory: an app with a plan and one without. */
  readonly largeApps: readonly string[];
}

const hangingBatches = 4;
const floodSize = 3_000;
const largeRequests = 30;
/** Small on the wire, and more than ten times as large once it is objects. */
const manyLists = `[${Array.from({ length: 80_000 }, () => '[]').join(',')}]`;
const recordsPerSend = 500;
const requestsPerCodec = 100;
/** What was sent so long before its topic was deleted is read by then, ms. */
const maxUnreadMs = 30_000;

/** Sends what well-behaved clients do not; every request of it that can be read has to get an outcome all the same. */
export class HostileClient {
  private readonly producer: Producer;
  private readonly garbageSentAtMs: number[] = [];

  constructor(
    kafka: Kafka,
    private readonly ledger: RequestLedger,
    private readonly options: HostileClientOptions,
  ) {
    this.producer = kafka.producer({ allowAutoTopicCreation: false });
  }

  connect(): Promise<void> {
    return this.producer.connect();
  }

  close(): Promise<void> {
    return this.producer.disconnect();
  }

  /** Records that are no requests: each has to get a dead letter, unless it may have gone with its topic. */
  get unreadable(): number {
    const mayBeGone = (atMs: number): boolean =>
      (this.ledger.topicRecreatedAfter(atMs) ?? Infinity) - atMs <= maxUnreadMs;
    return this.garbageSentAtMs.filter((atMs) => !mayBeGone(atMs)).length;
  }

  /** Batches of several models take so much longer, ms. */
  hang(forMs: number): Promise<void> {
    const inputs = { emulate: { delayMs: forMs } };
    const apps = this.options.hangingApps.flatMap((app) => Array.from({ length: hangingBatches }, () => app));
    return this.send(apps.map((app) => this.request(app, JSON.stringify(inputs))));
  }

  /** Records that cannot be read, name nobody or are wrong, in turn; and right ones of producers that compress. */
  async flood(): Promise<void> {
    const kinds: readonly (() => Message)[] = [
      () => this.garbage(),
      () => this.request(`app-1001ms`, '1'),
      () => this.request(this.options.hangingApps[0] ?? '', '1', '"sloMs": -5'),
    ];
    await this.send(Array.from({ length: floodSize }, (_, index) => kinds[index % kinds.length]!()));
    await Promise.all(codecs.map((codec) => this.compressed(codec)));
  }

  large(): Promise<void> {
    const apps = Array.from(
      { length: largeRequests },
      (_, at) => this.options.largeApps[at % this.options.largeApps.length]!,
    );
    return this.send(apps.map((app) => this.request(app, manyLists)));
  }

  private compressed(codec: string): Promise<void> {
    const { brokers, topic, hangingApps } = this.options;
    const requests = Array.from({ length: requestsPerCodec }, () => this.request(hangingApps[0] ?? '', '1'));
    return writeWithKcat(
      brokers,
      topic,
      codec,
      requests.map(({ value }) => String(value)),
    );
  }

  private request(app: string, inputs: string, more = '"parameters": {}'): Message {
    const id = this.ledger.addHostile(Date.now());
    return { key: id, value: `{"app": "${app}", "id": "${id}", "inputs": ${inputs}, ${more}}` };
  }

  private garbage(): Message {
    this.garbageSentAtMs.push(Date.now());
    return { value: '{"app": "app-1000ms", "inputs"' };
  }

  private async send(messages: readonly Message[]): Promise<void> {
    for (let from = 0; from < messages.length; from += recordsPerSend) {
      const some = messages.slice(from, from + recordsPerSend);
      await this.producer.send({ topic: this.options.topic, compression: CompressionTypes.GZIP, messages: some });
    }
  }
}
