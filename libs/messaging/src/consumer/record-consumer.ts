import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Consumer,
  type ConsumerEndBatchProcessEvent as BatchEndEvent,
  type EachBatchPayload,
  type Kafka,
  type PartitionAssigner,
  PartitionAssigners,
} from 'kafkajs';
import type { InboundRecord, HeldRecordRequeuer } from '@harmonybatch/ports';
import { handOn, hasHadItsShare } from '../kafkajs/cooperative-rebalance';
import { topicIdOf } from '../kafkajs/topic-metadata';
import type { Presence } from '../presence/presence';
import { CooperativeAssigner } from '../rebalance/cooperative-assigner';
import type { Partitions } from '../rebalance/sticky-division';
import type { MessagingLog } from '../settings/messaging-log';
import { groupIdOf, prefixed } from '../topics/topic-names';
import { PauseReasons, type PauseReason } from './pause-reasons';
import { Assignment } from './assignment';
import { consumerConfig, heartbeatIntervalMs, type ConsumerOptions } from './consumer-options';
import { EndOffsetsAtJoin } from './end-offsets-at-join';
import { CoalescedCalls } from './coalesced-calls';
import { KafkaRecord } from './kafka-record';
import { RestartingRun } from './restarting-run';
import { Membership } from './membership';
import { OffsetCommits } from './offset-commits';
import { OpenRecords } from './open-records';
import type { OwnedPartitions } from './owned-partitions';
import type { PartitionProgress } from './partition-progress';

/** Handed the records of one fetch; a rejection is a bug of the handler. */
export type RecordHandler = (records: InboundRecord[]) => Promise<void>;

/** How much of a topic a replica has still to read. */
export interface ConsumerLag {
  /** Without the deployment's prefix. */
  readonly topic: string;
  readonly groupId: string;
  readonly records: number;
}

/** What kafkajs tells of a batch that it is done with. */
export type EndedBatch = Pick<BatchEndEvent['payload'], 'topic' | 'partition' | 'batchSize' | 'lastOffset'>;

/** How often it is looked what is held long, ms. */
const requeueIntervalMs = 1_000;

/** How long a partition that another is to read stands still for what was delivered of it to be released, ms. */
const maxHandOverMs = 50;
/** A replica that is to end reads on for so long at most until others have what it read, ms. */
const maxHandOnMs = 1_000;
/** Kafka answers a commit in milliseconds, if it does. */
const maxCommitMs = 1_000;

/** Reads this replica's share of one topic. */
export class RecordConsumer {
  private readonly topicName: string;
  private readonly groupId: string;
  private readonly consumer: Consumer;
  private readonly membership: Membership;
  private readonly pauseReasons: PauseReasons;
  private readonly assignment: Assignment;
  private readonly commits: OffsetCommits;
  private readonly endOffsets: EndOffsetsAtJoin;
  private readonly handlerCalls: CoalescedCalls<InboundRecord>;
  private readonly run: RestartingRun;
  /** Of the run that is under way. */
  private assigner: object | null = null;
  private hasHadShare = false;
  private heartbeatTimer: NodeJS.Timeout | null = null;
  private requeueTimer: NodeJS.Timeout | null = null;
  private heartbeat: (() => Promise<void>) | null = null;

  constructor(
    kafka: Kafka,
    readonly topic: string,
    handler: RecordHandler,
    private readonly options: ConsumerOptions,
    private readonly ownedPartitions: OwnedPartitions,
    private readonly log: MessagingLog,
    private readonly onFatal: (error: Error) => void,
    /** Where given, records may be written again. */
    private readonly requeuer: HeldRecordRequeuer | null = null,
    /** Where given, the group's members watch each other. */
    private readonly presence: Presence | null = null,
  ) {
    this.topicName = prefixed(options.topicPrefix, topic);
    this.groupId = groupIdOf(options.topicPrefix, options.service, topic);
    const cooperative: PartitionAssigner = ({ cluster }) =>
      new CooperativeAssigner(cluster, (partitions) => this.handOver(partitions));
    const offered = [cooperative, PartitionAssigners.roundRobin]; // the second for members of older versions
    const [ours, eager] = offered.map((assigner) => presence?.addressed(assigner) ?? assigner);
    const followed: PartitionAssigner = (terms) => (this.assigner = ours!(terms));
    const partitionAssigners = [followed, eager!];
    this.consumer = kafka.consumer({ ...consumerConfig(options), groupId: this.groupId, partitionAssigners });
    presence?.attend(this.groupId, this.consumer);
    this.pauseReasons = new PauseReasons((paused) => this.applyPause(paused));
    this.assignment = new Assignment(new OpenRecords(options, (full) => this.pauseReasons.set('open-records', full)));
    this.commits = new OffsetCommits(this.consumer, this.topicName, this.assignment, log);
    this.endOffsets = new EndOffsetsAtJoin(kafka, this.topicName, this.assignment, log);
    this.handlerCalls = new CoalescedCalls(handler, (error) => this.onHandlerFailed(error));
    this.run = new RestartingRun(this.consumer, {
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.onBatch(payload),
    });
    this.membership = this.followMembership();
    this.consumer.on(this.consumer.events.END_BATCH_PROCESS, ({ payload }) => this.onBatchSkipped(payload));
  }

  /** Why nothing is read now, in words; null where reading goes on. */
  notReadyReason(): string | null {
    const reason = this.membership.notReadyReason(this.topic);
    if (reason !== null) return reason;
    // Who replaces replicas one after the other must not end the next one while what this one reads still moves.
    this.hasHadShare ||= this.assigner !== null && hasHadItsShare(this.assigner);
    return this.hasHadShare ? null : `others still hand over their partitions of ${this.topic}`;
  }

  /** By what the fetches told last; nothing is fetched while reading is paused, so that Kafka is asked for the next time then. */
  lag(): ConsumerLag {
    if (this.pauseReasons.paused) void this.endOffsets.refresh();
    const records = [...this.assignment.all()].reduce((sum, { lag }) => sum + lag, 0);
    return { topic: this.topic, groupId: this.groupId, records };
  }

  /** Resolves when it has joined its group, whether or not it was given partitions. */
  async start(): Promise<void> {
    await Promise.all([this.consumer.connect(), this.endOffsets.open(), this.presence?.removeFormer(this.groupId)]);
    await this.consumer.subscribe({ topic: this.topicName, fromBeginning: true });
    await this.run.start();
    await this.membership.firstJoin;
    this.commits.start(this.options.commitIntervalMs);
    if (this.requeuer !== null) this.requeueTimer = setInterval(() => this.requeueLongHeld(), requeueIntervalMs);
    // A handler may take longer than a session, and kafkajs sends no heartbeat while it waits for one.
    this.heartbeatTimer = setInterval(() => void this.heartbeat?.().catch(() => undefined), this.heartbeatMs);
  }

  pause(reason: PauseReason): void {
    this.pauseReasons.set(reason, true);
  }

  resume(reason: PauseReason): void {
    this.pauseReasons.set(reason, false);
  }

  /** Reads on until other replicas have what it reads, if there are any that take it. */
  async handOn(): Promise<void> {
    if (this.assigner !== null) await Promise.race([handOn(this.assigner), passed(maxHandOnMs)]);
  }

  /** Lets nothing more in and waits for the call under way. Membership, and what is open, stay. */
  async stopReading(): Promise<void> {
    this.pause('closing');
    await this.handlerCalls.idle();
  }

  /** Commits what was released and leaves the group. */
  async close(): Promise<void> {
    await this.stopReading();
    for (const timer of [this.heartbeatTimer, this.requeueTimer]) if (timer) clearInterval(timer);
    await this.commits.close();
    this.run.close();
    await Promise.all([this.consumer.disconnect(), this.endOffsets.close()]);
  }

  private get heartbeatMs(): number {
    return heartbeatIntervalMs(this.options.sessionTimeoutMs);
  }

  private async onBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const progress = this.assignment.of(batch.partition);
    progress?.setEnd(Number(batch.highWatermark));
    if (this.pauseReasons.paused || !progress) return; // its offset stays unresolved: it is fetched again
    payload.resolveOffset(batch.lastOffset());
    const records = this.delivered(batch, progress);
    if (records.length === 0) return;
    this.heartbeat = () => payload.heartbeat();
    await this.handlerCalls.add(records).catch(() => undefined);
  }

  /** kafkajs hands over no batch without records, such as the end of a transaction, but reads on after it. */
  private onBatchSkipped({ partition, batchSize, lastOffset }: EndedBatch): void {
    if (batchSize === 0) this.assignment.of(partition)?.advance(Number(lastOffset));
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
        this.warnRecreated({ partition, offset: at.offset });
        progress = this.assignment.reset(partition);
        void this.endOffsets.fetch();
        reading = progress.deliver(at.offset, at.bytes, at.writtenAtMs);
      }
      if (reading === 'next')
        records.push(this.hold(new KafkaRecord(this.topic, partition, message, progress), progress));
    }
    progress.advance(Number(batch.lastOffset()));
    return records;
  }

  private hold(record: KafkaRecord, progress: PartitionProgress): KafkaRecord {
    if (this.requeuer !== null) progress.hold(record.copy(), performance.now());
    return record;
  }

  /** What is held long must not hold back all that came after it. */
  private requeueLongHeld(): void {
    for (const progress of this.assignment.all()) void this.requeuer?.requeue(progress.holding, performance.now());
  }

  private warnRecreated(details: Readonly<Record<string, unknown>>): void {
    this.log.warn('a topic was recreated or truncated: reading restarts at its current beginning', {
      topic: this.topicName,
      ...details,
    });
  }

  private onHandlerFailed(error: unknown): void {
    this.pause('closing');
    this.onFatal(new Error(`the handler of ${this.topic} failed`, { cause: error }));
  }

  /** Others are about to read these partitions. */
  private async handOver(partitions: Partitions): Promise<void> {
    const leaving = partitions[this.topicName] ?? [];
    this.ownedPartitions.lost(this.topic, leaving);
    await Promise.race([this.assignment.released(leaving), passed(maxHandOverMs)]);
    await Promise.race([this.commits.commit(), passed(maxCommitMs)]);
  }

  private followMembership(): Membership {
    return new Membership(this.consumer, {
      joined: (memberId, partitions) => {
        const mine = partitions[this.topicName] ?? [];
        if (this.assignment.onJoined(memberId, mine, topicIdOf(this.topicName)))
          this.warnRecreated({ partitions: mine });
        this.pauseReasons.reapply();
        this.ownedPartitions.assigned(this.topic, mine);
        void this.endOffsets.fetch();
      },
      rebalancing: () => {
        this.ownedPartitions.revoked(this.topic);
        void this.commits.commit();
      },
      heartbeat: () => this.ownedPartitions.confirmed(this.topic),
      left: () => {
        this.heartbeat = null;
        this.ownedPartitions.revoked(this.topic);
      },
      interrupted: () => this.run.restart(),
      crashed: (error) => this.onFatal(new Error(`the consumer of ${this.topic} crashed`, { cause: error })),
    });
  }

  private applyPause(paused: boolean): void {
    if (!this.membership.joined) return; // applied again when it joins
    try {
      if (paused) this.consumer.pause([{ topic: this.topicName }]);
      else this.consumer.resume([{ topic: this.topicName }]);
    } catch (error) {
      // kafkajs refuses between two runs of a consumer: it is applied again when it joins.
      this.log.debug('reading could not be paused or resumed', { topic: this.topic, error: String(error) });
    }
  }
}

/** Resolves after so many ms; it holds no process up. */
const passed = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });
