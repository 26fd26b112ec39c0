import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { MessagingLog } from '../settings/messaging-log';
import { groupIdOf, prefixed } from '../topics/topic-names';
import { loneConsumerConfig, type ConsumerTerms } from './consumer-terms';
import { KafkaRecord, type RecordHolder } from './inbound';
import { LastingRun } from './lasting-run';
import { Membership } from './membership';
import type { RecordHandler } from './record-consumer';
import { StateEnd } from './state-end';

const doNothing = (): void => undefined;
/** State is read by every replica, and its offsets are not committed. */
const everybodys: RecordHolder = { owned: true, release: doNothing };

/**
 * Reads compacted topics from their beginning, then follows them. kafkajs can read by a consumer group only, so every
 * process has a group of its own, which commits nothing and vanishes with it.
 */
export class StateReader {
  private readonly consumer: Consumer;
  private readonly membership: Membership;
  private readonly run: LastingRun;
  private readonly topicOf: ReadonlyMap<string, string>;
  private readonly nextOffset = new Map<string, number>();
  private end: StateEnd | null = null;
  private atEnd: () => void = doNothing;
  private lastReadAtMs = performance.now();
  private closing = false;
  private call: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly handlers: ReadonlyMap<string, RecordHandler>,
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
    this.membership = this.followMembership();
  }

  get joined(): boolean {
    return this.membership.joined;
  }

  /** Resolves when all topics were read to the end that they have now. */
  async start(): Promise<void> {
    this.end = await this.findEnd();
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.topicOf.keys()], fromBeginning: true });
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
      return await StateEnd.of(admin, this.terms.topicPrefix, [...this.handlers.keys()]);
    } finally {
      await admin.disconnect();
    }
  }

  private async take({ batch }: EachBatchPayload): Promise<void> {
    if (this.closing) return;
    const topic = this.topicOf.get(batch.topic);
    const handler = topic === undefined ? undefined : this.handlers.get(topic);
    if (topic === undefined || !handler) return;
    this.lastReadAtMs = performance.now();
    const records = this.unread(batch, topic);
    if (records.length > 0) await this.hand(topic, handler, records);
    this.end?.read(batch.topic, batch.partition, Number(batch.lastOffset()));
    this.checkEnd();
  }

  /** After a rebalance or a crash the consumer begins anew: what was handed over before is not handed over again. */
  private unread(batch: EachBatchPayload['batch'], topic: string): KafkaRecord[] {
    const key = `${topic}/${batch.partition}`;
    const from = this.nextOffset.get(key) ?? 0;
    this.nextOffset.set(key, Math.max(from, Number(batch.lastOffset()) + 1));
    return batch.messages
      .filter((message) => Number(message.offset) >= from)
      .map((message) => new KafkaRecord(topic, batch.partition, message, everybodys));
  }

  private async hand(topic: string, handler: RecordHandler, records: KafkaRecord[]): Promise<void> {
    try {
      this.call = handler(records);
      await this.call;
    } catch (error) {
      this.closing = true;
      this.onFatal(new Error(`the handler of the state of ${topic} failed`, { cause: error }));
    }
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
      joined: () => (this.lastReadAtMs = performance.now()),
      rebalancing: doNothing,
      heartbeat: doNothing,
      left: doNothing,
      interrupted: () => this.run.startAgain(),
      crashed: (error) => this.onFatal(new Error('the consumer of the state topics ended', { cause: error })),
    });
  }
}
