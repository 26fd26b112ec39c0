import { randomUUID } from 'node:crypto';
import type { Batch, Kafka } from 'kafkajs';
import { loneConsumerConfig, type ConsumerOptions } from '../consumer/consumer-options';
import type { KafkaRecord } from '../consumer/kafka-record';
import type { RecordHandler } from '../consumer/record-consumer';
import { topicIdOf } from '../kafkajs/topic-metadata';
import type { MessagingLog } from '../settings/messaging-log';
import { groupIdOf, prefixed } from '../topics/topic-names';
import { LogEnd, rangesOf } from './log-end';
import { LogReader } from './log-reader';
import { StatePartition } from './state-partition';

const doNothing = (): void => undefined;

/** Who receives the records of a state topic. */
export interface StateHandler {
  readonly handle: RecordHandler;
  /** Whether the last record of each key is the state. */
  readonly isCompacted: boolean;
}

/** Reads compacted topics from their beginning, then follows them, and knows each record once. */
export class StateReader {
  private readonly reader: LogReader;
  private readonly topicOf: ReadonlyMap<string, string>;
  private readonly partitions = new Map<string, Map<number, StatePartition>>();
  private readonly topicIds = new Map<string, string | undefined>();
  private handlerCall: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly handlers: ReadonlyMap<string, StateHandler>,
    /** Topics that are read from their end: nothing of them is state. */
    private readonly latestTopics: ReadonlySet<string>,
    terms: ConsumerOptions,
    private readonly log: MessagingLog,
    private readonly onFatal: (error: Error) => void,
  ) {
    const { topicPrefix, service } = terms;
    this.topicOf = new Map([...handlers.keys()].map((topic) => [prefixed(topicPrefix, topic), topic]));
    const groupId = `${groupIdOf(topicPrefix, service, 'state')}.${randomUUID()}`;
    const topics = [...this.topicOf].map(([name, topic]) => ({ topic: name, fromBeginning: !latestTopics.has(topic) }));
    const consumer = { ...loneConsumerConfig(terms), groupId };
    this.reader = new LogReader(
      kafka,
      { consumer, topics, silenceMs: terms.stateIdleMs },
      {
        batch: (batch) => this.take(batch),
        joined: () => void this.forgetRecreated(),
        silent: (missing) =>
          log.warn('state topics are idle before their end offsets: the rest is assumed to be compacted away', {
            missing,
          }),
        crashed: (error) => onFatal(new Error('the consumer of the state topics crashed', { cause: error })),
      },
    );
  }

  /** Why nothing is read now, in words; null where reading goes on. */
  notReadyReason(): string | null {
    return this.reader.notReady('state');
  }

  /** Resolves when all topics were read to the end that they have now. */
  async start(): Promise<void> {
    await this.reader.start(await this.findEnd());
    await this.reader.readToEnd();
  }

  async stopReading(): Promise<void> {
    this.reader.halt();
    await this.handlerCall.catch(doNothing);
  }

  async close(): Promise<void> {
    await this.stopReading();
    await this.reader.close();
  }

  private async findEnd(): Promise<LogEnd> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return new LogEnd(await rangesOf(admin, this.stateTopics()));
    } finally {
      await admin.disconnect();
    }
  }

  /** Names on the cluster. */
  private stateTopics(): string[] {
    return [...this.topicOf].flatMap(([name, topic]) => (this.latestTopics.has(topic) ? [] : [name]));
  }

  private async take({ topic: name, partition, messages }: Batch): Promise<void> {
    const topic = this.topicOf.get(name);
    const handler = topic === undefined ? undefined : this.handlers.get(topic);
    if (topic === undefined || !handler) return;
    const records = [...this.tombstonesIfRecreated(name, topic), ...this.partition(topic, partition).unread(messages)];
    if (records.length > 0) await this.deliver(topic, handler, records);
  }

  /** The removals of what was known of a topic that was deleted and recreated; empty while it is the same topic. */
  private tombstonesIfRecreated(name: string, topic: string): KafkaRecord[] {
    const before = this.topicIds.get(topic);
    const now = topicIdOf(name);
    this.topicIds.set(topic, now);
    if (before === undefined || before === now) return [];
    this.log.warn('a state topic was recreated: its previous state is discarded', { topic: name });
    return [...(this.partitions.get(topic)?.values() ?? [])].flatMap((partition) => partition.reset());
  }

  private partition(topic: string, number: number): StatePartition {
    const ofTopic = this.partitions.get(topic) ?? new Map<number, StatePartition>();
    this.partitions.set(topic, ofTopic);
    const known =
      ofTopic.get(number) ?? new StatePartition(topic, number, this.handlers.get(topic)?.isCompacted ?? false);
    ofTopic.set(number, known);
    return known;
  }

  private async deliver(topic: string, { handle }: StateHandler, records: KafkaRecord[]): Promise<void> {
    try {
      this.handlerCall = handle(records);
      await this.handlerCall;
    } catch (error) {
      this.reader.halt();
      this.onFatal(new Error(`the handler of the state of ${topic} failed`, { cause: error }));
    }
  }

  /** An empty topic brings no record that would show it. */
  private async forgetRecreated(): Promise<void> {
    for (const [name, topic] of this.topicOf) {
      const handler = this.handlers.get(topic);
      const removals = this.tombstonesIfRecreated(name, topic);
      if (handler !== undefined && removals.length > 0) await this.deliver(topic, handler, removals);
    }
  }
}
