import type { EachBatchPayload, KafkaMessage, Message, Producer } from 'kafkajs';
import { keyOf, keysIn, recordBytes, valueOf } from './floor-records';
import { bareKafka } from './bare-kafka';
import { partitions } from './topic-set';

/**
 * One hop of the floor, a process of its own: bare kafkajs, one send with all that one fetch brought, `acks=-1`, commits
 * every 250 ms. It decides nothing and keeps nothing.
 */

/** What a hop does with the records of one fetch. */
export type HopKind = 'stamp' | 'join' | 'part';

const commitIntervalMs = 250;
/** All partitions of one fetch are handed over at once. */
const partitionsAtOnce = 64;
/** Records of one send for one partition: what makes one record batch must not be longer than the broker takes. */
const maxRecordsTogether = 1_000;

const [, , brokers = '', kind = 'stamp', from = '', to = '', batchSize = '8'] = process.argv;

const hops: Record<HopKind, (messages: readonly KafkaMessage[]) => Message[]> = {
  /** As ingest: one for one, with its time of arrival. */
  stamp: (messages) =>
    messages.map(({ key, timestamp }) => {
      const passenger = keyOf({ id: String(key), arrivedAtMs: Number(timestamp) });
      return { key: passenger, value: valueOf([passenger], recordBytes.accepted) };
    }),
  /** As the batcher: up to a batch in one record, but without waiting for one to be full. */
  join: (messages) => {
    const keys = messages.map(({ key }) => String(key));
    const size = Number(batchSize);
    const starts = Array.from({ length: Math.ceil(keys.length / size) }, (_, index) => index * size);
    return starts.map((start) => {
      const batch = keys.slice(start, start + size);
      const bytes = recordBytes.batchHead + batch.length * recordBytes.accepted;
      return { key: batch[0]!, value: valueOf(batch, bytes) };
    });
  },
  /** As the dispatcher: one record a request again. */
  part: (messages) =>
    messages
      .flatMap(({ value }) => keysIn(String(value)))
      .map((key) => ({ key, value: valueOf([key], recordBytes.completed) })),
};

/** kafkajs hands the partitions of a fetch over within one turn of the event loop: they leave in one send. */
class Hop {
  private gathered: KafkaMessage[] = [];
  private sending: Promise<void> | null = null;
  private turn = 0;
  private readonly handled = new Map<number, string>();

  constructor(private readonly producer: Producer) {}

  async pass({ batch }: EachBatchPayload): Promise<void> {
    for (const message of batch.messages) this.gathered.push(message);
    this.sending ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.send());
    await this.sending;
    this.handled.set(batch.partition, String(BigInt(batch.lastOffset()) + 1n));
  }

  offsets(): { topic: string; partition: number; offset: string }[] {
    const offsets = [...this.handled].map(([partition, offset]) => ({ topic: from, partition, offset }));
    this.handled.clear();
    return offsets;
  }

  private async send(): Promise<void> {
    const messages = hops[kind as HopKind](this.gathered);
    this.gathered = [];
    this.sending = null;
    await this.producer.send({ topic: to, acks: -1, messages: this.placed(messages) });
  }

  /** As the services: an outcome goes where its key says, what lies between them into one partition, as far as that takes it. */
  private placed(messages: Message[]): Message[] {
    if (kind === 'part') return messages;
    return messages.map((message, index) => {
      if (index % maxRecordsTogether === 0) this.turn += 1;
      return { ...message, partition: this.turn % partitions };
    });
  }
}

async function main(): Promise<void> {
  const kafka = bareKafka(brokers);
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: `${from}.floor`, maxWaitTimeInMs: 100, sessionTimeout: 6_000 });
  const hop = new Hop(producer);
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: from, fromBeginning: true });
  consumer.on(consumer.events.GROUP_JOIN, () => void process.stdout.write('the stage is ready\n'));
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: partitionsAtOnce,
    eachBatch: (payload) => hop.pass(payload),
  });
  const commits = setInterval(() => {
    const offsets = hop.offsets();
    if (offsets.length > 0) void consumer.commitOffsets(offsets).catch(() => undefined);
  }, commitIntervalMs);
  process.on('SIGTERM', () => {
    clearInterval(commits);
    void Promise.all([consumer.disconnect(), producer.disconnect()]).then(() => process.exit(0));
  });
}

void main();
