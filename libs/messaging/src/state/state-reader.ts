import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { topicIdOf } from '../kafkajs/topic-ids';
import type { MessagingLog } from '../settings/messaging-log';
import { groupIdOf, prefixed } from '../topics/topic-names';
import { loneConsumerConfig, type ConsumerTerms } from '../consumer/consumer-terms';
import type { KafkaRecord } from '../consumer/inbound';
import { LastingRun } from '../consumer/lasting-run';
import { Membership } from '../consumer/membership';
import type { BatchEnd, RecordHandler } from '../consumer/record-consumer';
import { StateEnd } from './state-end';
import { StatePartition } from './state-partition';

const doNothing = (): void => undefined;

/** Who is told of the records of a state topic. */
export interface StateHandler {
  readonly handle: RecordHandler;
  /** Whether the last record of each key is the state. */
  readonly isCompacted: boolean;
}

/**
 * Reads compacted topics from their beginning, then follows them. kafkajs can read by a consumer group only, so every
 * process has a group of its own, which commits nothing and vanishes with it.
 */
export class StateReader {
  private readonly consumer: Consumer;
  private readonly membership: Membership;
  private readonly run: LastingRun;
  private readonly topicOf: ReadonlyMap<string, string>;
  private readonly partitions = new Map<string, Map<number, StatePartition>>();
  private readonly topicIds = new Map<string, string | undefined>();
  private end: StateEnd | null = null;
  private atEnd: () => void = doNothing;
  private lastReadAtMs = performance.now();
  private closing = false;
  private call: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly handlers: ReadonlyMap<string, StateHandler>,
    /** Topics that are read from their end: nothing of them is state. */
    private readonly news: ReadonlySet<string>,
    private readonly terms: ConsumerTerms,
    private readonly log: MessagingLog,
    private readonly onFatal: (error: Error) => void,
  ) {
    const { topicPrefix, service } = terms;
    this.topicOf = new Map([...handlers.keys()].map((topic) => [prefixed(topicPrefix, topic), topic]));
    this.consumer = kafka.consumer({
      ...loneConsumerConfig(terms),
      groupId: `${groupIdOf(topicPrefix, service, 'state')}.${randomUUID()}`,
    });
    this.run = new LastingRun(this.consumer, { autoCommit: false, eachBatch: (payload) => this.take(payload) });
    this.consumer.on(this.consumer.events.END_BATCH_PROCESS, ({ payload }) => this.skipped(payload));
    this.membership = this.followMembership();
  }

  /** Why nothing is read now, in words; null where reading goes on. */
  notReady(): string | null {
    return this.membership.notReady('state');
  }

  /** Resolves when all topics were read to the end that they have now. */
  async start(): Promise<void> {
    this.end = await this.findEnd();
    await this.consumer.connect();
    for (const [name, topic] of this.topicOf)
      await this.consumer.subscribe({ topic: name, fromBeginning: !this.news.has(topic) });
    const reachedEnd = new Promise<void>((resolve) => (this.atEnd = resolve));
    await this.run.start();
    await this.membership.firstJoin;
    this.lastReadAtMs = performance.now();
    const silence = setInterval(() => this.checkSilence(), Math.min(1000, this.terms.stateSilenceMs));
    this.checkEnd();
    await reachedEnd;
    clearInterval(silence);
  }

  async stopAdmission(): Promise<void> {
    this.closing = true;
    await this.call.catch(doNothing);
  }

  async close(): Promise<void> {
    await this.stopAdmission();
    this.run.close();
    await this.consumer.disconnect();
  }

  private async findEnd(): Promise<StateEnd> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await StateEnd.of(admin, this.terms.topicPrefix, this.stateTopics());
    } finally {
      await admin.disconnect();
    }
  }

  private stateTopics(): string[] {
    return [...this.handlers.keys()].filter((topic) => !this.news.has(topic));
  }

  private async take({ batch }: EachBatchPayload): Promise<void> {
    if (this.closing) return;
    const topic = this.topicOf.get(batch.topic);
    const handler = topic === undefined ? undefined : this.handlers.get(topic);
    if (topic === undefined || !handler) return;
    this.lastReadAtMs = performance.now();
    const records = [
      ...this.removals(batch.topic, topic),
      ...this.partition(topic, batch.partition).unread(batch.messages),
    ];
    if (records.length > 0) await this.hand(topic, handler, records);
    this.end?.read(batch.topic, batch.partition, Number(batch.lastOffset()));
    this.checkEnd();
  }

  /** What was known of a topic that was deleted and made anew is no more; empty while it is the same topic. */
  private removals(name: string, topic: string): KafkaRecord[] {
    const before = this.topicIds.get(topic);
    const now = topicIdOf(name);
    this.topicIds.set(topic, now);
    if (before === undefined || before === now) return [];
    this.log.warn('a state topic was made anew: what was known of it is forgotten', { topic: name });
    return [...(this.partitions.get(topic)?.values() ?? [])].flatMap((partition) => partition.beginAnew());
  }

  private partition(topic: string, number: number): StatePartition {
    const ofTopic = this.partitions.get(topic) ?? new Map<number, StatePartition>();
    this.partitions.set(topic, ofTopic);
    const known =
      ofTopic.get(number) ?? new StatePartition(topic, number, this.handlers.get(topic)?.isCompacted ?? false);
    ofTopic.set(number, known);
    return known;
  }

  private async hand(topic: string, { handle }: StateHandler, records: KafkaRecord[]): Promise<void> {
    try {
      this.call = handle(records);
      await this.call;
    } catch (error) {
      this.closing = true;
      this.onFatal(new Error(`the handler of the state of ${topic} failed`, { cause: error }));
    }
  }

  /** A topic that is empty brings no record that would tell. */
  private async forgetMadeAnew(): Promise<void> {
    for (const [name, topic] of this.topicOf) {
      const handler = this.handlers.get(topic);
      const removals = this.removals(name, topic);
      if (handler !== undefined && removals.length > 0) await this.hand(topic, handler, removals);
    }
  }

  /** kafkajs hands over no batch without records, such as the end of a transaction, but reads on after it. */
  private skipped({ topic, partition, batchSize, lastOffset }: BatchEnd): void {
    if (batchSize > 0) return;
    this.end?.read(topic, partition, Number(lastOffset));
    this.checkEnd();
  }

  private checkEnd(): void {
    if (this.end?.reached) this.atEnd();
  }

  /** The last records of a topic may be gone: a tombstone that was itself removed leaves offsets without records. */
  private checkSilence(): void {
    if (!this.membership.joined || performance.now() - this.lastReadAtMs < this.terms.stateSilenceMs) return;
    this.log.warn('state brings nothing more before its end: the rest is taken for compacted away', {
      missing: this.end?.missing,
    });
    this.atEnd();
  }

  private followMembership(): Membership {
    return new Membership(this.consumer, {
      joined: () => {
        this.lastReadAtMs = performance.now();
        void this.forgetMadeAnew();
      },
      rebalancing: doNothing,
      heartbeat: doNothing,
      left: doNothing,
      interrupted: () => this.run.startAgain(),
      crashed: (error) => this.onFatal(new Error('the consumer of the state topics ended', { cause: error })),
    });
  }
}
