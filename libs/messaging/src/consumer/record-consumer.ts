import type { Consumer, ConsumerEndBatchProcessEvent as BatchEndEvent, EachBatchPayload, Kafka } from 'kafkajs';
import type { InboundRecord, LongHolds } from '@harmonybatch/ports';
import { topicIdOf } from '../kafkajs/topic-ids';
import type { MessagingLog } from '../settings/messaging-log';
import { groupIdOf, prefixed } from '../topics/topic-names';
import { Admission, type PauseReason } from './admission';
import { Assignment } from './assignment';
import { consumerConfig, heartbeatIntervalMs, type ConsumerTerms } from './consumer-terms';
import { EndsAtJoin } from './ends-at-join';
import { GatheredCalls } from './gathered-calls';
import { KafkaRecord } from './inbound';
import { LastingRun } from './lasting-run';
import { Membership } from './membership';
import { OffsetCommits } from './offset-commits';
import { OpenRecords } from './open-records';
import type { OwnedPartitions } from './owned-partitions';
import type { PartitionProgress } from './partition-progress';

/** Handed the records of one fetch; a rejection is a bug of the handler. */
export type RecordHandler = (records: InboundRecord[]) => Promise<void>;

/** What kafkajs tells of a batch that it is done with. */
export type BatchEnd = Pick<BatchEndEvent['payload'], 'topic' | 'partition' | 'batchSize' | 'lastOffset'>;

/** How often it is looked what is held long, ms. */
const reliefIntervalMs = 1_000;

/** Partitions of one fetch that are taken in at once, to be handed over together. */
const partitionsAtOnce = 64;

/** Reads this replica's share of one topic. */
export class RecordConsumer {
  private readonly name: string;
  private readonly consumer: Consumer;
  private readonly membership: Membership;
  private readonly admission: Admission;
  private readonly assignment: Assignment;
  private readonly commits: OffsetCommits;
  private readonly ends: EndsAtJoin;
  private readonly calls: GatheredCalls<InboundRecord>;
  private readonly run: LastingRun;
  private heartbeatTimer: NodeJS.Timeout | null = null;
  private reliefTimer: NodeJS.Timeout | null = null;
  private heartbeat: (() => Promise<void>) | null = null;

  constructor(
    kafka: Kafka,
    readonly topic: string,
    handler: RecordHandler,
    private readonly terms: ConsumerTerms,
    private readonly owned: OwnedPartitions,
    private readonly log: MessagingLog,
    private readonly onFatal: (error: Error) => void,
    /** Where given, records may be written again. */
    private readonly longHolds: LongHolds | null = null,
  ) {
    this.name = prefixed(terms.topicPrefix, topic);
    this.consumer = kafka.consumer({
      ...consumerConfig(terms),
      groupId: groupIdOf(terms.topicPrefix, terms.service, topic),
    });
    this.admission = new Admission((paused) => this.applyPause(paused));
    this.assignment = new Assignment(new OpenRecords(terms, (full) => this.admission.set('open-records', full)));
    this.commits = new OffsetCommits(this.consumer, this.name, this.assignment, log);
    this.ends = new EndsAtJoin(kafka, this.name, this.assignment, log);
    this.calls = new GatheredCalls(handler, (error) => this.handlerFailed(error));
    this.run = new LastingRun(this.consumer, {
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: (payload) => this.take(payload),
    });
    this.membership = this.followMembership();
    this.consumer.on(this.consumer.events.END_BATCH_PROCESS, ({ payload }) => this.skipped(payload));
  }

  /** Why nothing is read now, in words; null where reading goes on. */
  notReady(): string | null {
    return this.membership.notReady(this.topic);
  }

  /** Resolves when it has joined its group, whether or not it was given partitions. */
  async start(): Promise<void> {
    await Promise.all([this.consumer.connect(), this.ends.open()]);
    await this.consumer.subscribe({ topic: this.name, fromBeginning: true });
    await this.run.start();
    await this.membership.firstJoin;
    this.commits.start(this.terms.commitIntervalMs);
    if (this.longHolds !== null) this.reliefTimer = setInterval(() => this.relieve(), reliefIntervalMs);
    // A handler may take longer than a session, and kafkajs sends no heartbeat while it waits for one.
    this.heartbeatTimer = setInterval(() => void this.heartbeat?.().catch(() => undefined), this.heartbeatMs);
  }

  pause(reason: PauseReason): void {
    this.admission.set(reason, true);
  }

  resume(reason: PauseReason): void {
    this.admission.set(reason, false);
  }

  /** Lets nothing more in and waits for the call under way. Membership, and what is open, stay. */
  async stopAdmission(): Promise<void> {
    this.pause('closing');
    await this.calls.idle();
  }

  /** Commits what was released and leaves the group. */
  async close(): Promise<void> {
    await this.stopAdmission();
    for (const timer of [this.heartbeatTimer, this.reliefTimer]) if (timer) clearInterval(timer);
    await this.commits.close();
    this.run.close();
    await Promise.all([this.consumer.disconnect(), this.ends.close()]);
  }

  private get heartbeatMs(): number {
    return heartbeatIntervalMs(this.terms.sessionTimeoutMs);
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const progress = this.assignment.of(batch.partition);
    if (this.admission.paused || !progress) return; // its offset stays unresolved: it is fetched again
    payload.resolveOffset(batch.lastOffset());
    const records = this.delivered(batch, progress);
    if (records.length === 0) return;
    this.heartbeat = () => payload.heartbeat();
    await this.calls.add(records).catch(() => undefined);
  }

  /** kafkajs hands over no batch without records, such as the end of a transaction, but reads on after it. */
  private skipped({ partition, batchSize, lastOffset }: BatchEnd): void {
    if (batchSize === 0) this.assignment.of(partition)?.passed(Number(lastOffset));
  }

  /** The records of the batch that were not delivered before. */
  private delivered(batch: EachBatchPayload['batch'], owned: PartitionProgress): KafkaRecord[] {
    const { partition, messages } = batch;
    let progress = owned;
    const records: KafkaRecord[] = [];
    for (const message of messages) {
      const at = {
        offset: Number(message.offset),
        bytes: message.value?.length ?? 0,
        writtenAtMs: Number(message.timestamp),
      };
      let reading = progress.deliver(at.offset, at.bytes, at.writtenAtMs);
      if (reading === 'anew') {
        this.tellAnew({ partition, offset: at.offset });
        progress = this.assignment.beginAnew(partition);
        void this.ends.ask();
        reading = progress.deliver(at.offset, at.bytes, at.writtenAtMs);
      }
      if (reading === 'next')
        records.push(this.held(new KafkaRecord(this.topic, partition, message, progress), progress));
    }
    progress.passed(Number(batch.lastOffset()));
    return records;
  }

  private held(record: KafkaRecord, progress: PartitionProgress): KafkaRecord {
    if (this.longHolds !== null) progress.hold(record.detached(), performance.now());
    return record;
  }

  /** What is held long must not hold back all that came after it. */
  private relieve(): void {
    for (const progress of this.assignment.all()) void this.longHolds?.relieve(progress.holding, performance.now());
  }

  private tellAnew(details: Readonly<Record<string, unknown>>): void {
    this.log.warn('a topic was recreated or truncated: reading restarts at its current beginning', {
      topic: this.name,
      ...details,
    });
  }

  private handlerFailed(error: unknown): void {
    this.pause('closing');
    this.onFatal(new Error(`the handler of ${this.topic} failed`, { cause: error }));
  }

  private followMembership(): Membership {
    return new Membership(this.consumer, {
      joined: (memberId, partitions) => {
        const mine = partitions[this.name] ?? [];
        if (this.assignment.joined(memberId, mine, topicIdOf(this.name))) this.tellAnew({ partitions: mine });
        this.admission.reapply();
        this.owned.gained(this.topic, mine);
        void this.ends.ask();
      },
      rebalancing: () => {
        this.owned.lost(this.topic);
        void this.commits.commit();
      },
      heartbeat: () => this.owned.confirmed(this.topic),
      left: () => {
        this.heartbeat = null;
        this.owned.lost(this.topic);
      },
      interrupted: () => this.run.startAgain(),
      crashed: (error) => this.onFatal(new Error(`the consumer of ${this.topic} crashed`, { cause: error })),
    });
  }

  private applyPause(paused: boolean): void {
    if (!this.membership.joined) return; // applied again when it joins
    try {
      if (paused) this.consumer.pause([{ topic: this.name }]);
      else this.consumer.resume([{ topic: this.name }]);
    } catch (error) {
      // kafkajs refuses between two runs of a consumer: it is applied again when it joins.
      this.log.debug('reading could not be paused or resumed', { topic: this.topic, error: String(error) });
    }
  }
}
