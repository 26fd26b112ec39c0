import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Kafka } from 'kafkajs';
import type { TopicContract } from '@harmonybatch/contracts';
import type { InboundRecord, Intake, HeldRecordRequeuer } from '@harmonybatch/ports';
import type { MessagingLog } from '../settings/messaging-log';
import type { HandlerExtras } from './decorators';
import { awaitResult } from './handler-result';
import { defaultConsumerOptions, type ConsumerOptions } from '../consumer/consumer-options';
import { OwnedPartitions } from '../consumer/owned-partitions';
import type { Ownership } from '../consumer/ownership';
import { RecordConsumer, type ConsumerLag, type RecordHandler } from '../consumer/record-consumer';
import { Presence, type PresenceOptions } from '../presence/presence';
import { StateReader, type StateHandler } from '../state/state-reader';
import { TopicIntake } from '../consumer/topic-intake';

export interface KafkaBatchServerOptions extends Partial<ConsumerOptions> {
  readonly topicPrefix: string;
  readonly service: string;
  readonly log: MessagingLog;
  /** What writes again the records of repeatable topics that are held long; absent: they hold back what came after them. */
  readonly requeuer?: HeldRecordRequeuer;
  /** Where this process shows that it lives; absent: what it read stands still after its death until its sessions time out. */
  readonly presence?: PresenceOptions | undefined;
}

export type KafkaBatchServerEvents = {
  /** A handler threw or a consumer ended for good; reported once. */
  fatal: (error: Error) => void;
};

const ownershipCheckMs = 250;

const kinds = new Set<unknown>(['records', 'state', 'news'] satisfies HandlerExtras['kind'][]);
const isOurs = (extras: Record<string, unknown> | undefined): extras is Record<string, unknown> & HandlerExtras =>
  kinds.has(extras?.['kind']) && typeof extras?.['topic'] === 'object';

/**
 * Nest transport by which controllers read Kafka: see `OnRecords` and `OnState`. State is read to its end first; then
 * each topic has a consumer of its own. It emits `fatal` when a handler threw or a consumer ended for good: the
 * process has to stop then.
 */
export class KafkaBatchServer extends Server<KafkaBatchServerEvents> implements CustomTransportStrategy {
  readonly intake: Intake;
  readonly ownership: Ownership;
  private readonly consumerOptions: ConsumerOptions;
  private readonly log: MessagingLog;
  private readonly requeuer: HeldRecordRequeuer | null;
  private readonly presence: Presence | null;
  private readonly ownedPartitions: OwnedPartitions;
  private readonly consumers = new Map<string, RecordConsumer>();
  private readonly stateHandlers = new Map<string, StateHandler>();
  /** Of those, the topics that are followed from their end. */
  private readonly latestTopics = new Set<string>();
  private readonly fatalListeners: KafkaBatchServerEvents['fatal'][] = [];
  private failed = false;
  private stateReader: StateReader | null = null;
  private ownershipTimer: NodeJS.Timeout | null = null;
  private started = false;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly kafka: Kafka,
    options: KafkaBatchServerOptions,
  ) {
    super();
    const { log, requeuer, presence, ...terms } = options;
    this.requeuer = requeuer ?? null;
    this.presence = presence === undefined ? null : new Presence(kafka, presence, log);
    this.log = log;
    this.consumerOptions = { ...defaultConsumerOptions, ...terms };
    this.ownedPartitions = new OwnedPartitions(this.consumerOptions.sessionTimeoutMs);
    this.ownership = this.ownedPartitions;
    this.intake = new TopicIntake(this.consumers);
  }

  /** Called by Nest for every method with a pattern. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    _isEvent?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    if (!isOurs(extras)) {
      throw new Error(
        `${JSON.stringify(pattern)} is not a handler of this transport: use @OnRecords, @OnState or @OnNews`,
      );
    }
    const topic = extras.topic.name;
    const handler = (records: InboundRecord[]): Promise<void> => awaitResult(callback(records));
    if (extras.kind === 'records') return this.addRecords(extras.topic, handler);
    this.addState(topic, handler, extras.topic.cleanup === 'compact');
    if (extras.kind === 'news') this.latestTopics.add(topic);
  }

  on<E extends keyof KafkaBatchServerEvents, L extends KafkaBatchServerEvents[E]>(event: E, listener: L): void {
    if (event !== 'fatal') throw new Error(`there is no event "${String(event)}": only "fatal"`);
    this.fatalListeners.push(listener);
  }

  unwrap<T>(): T {
    return this.kafka as T;
  }

  /** Calls back when state was read to its end and every consumer has joined its group, or with what went wrong. */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.start();
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  /** Why it is not ready to work, in words; empty where it is. */
  notReadyReasons(): string[] {
    if (!this.started) return [this.stateReader ? 'consumers have not joined' : 'state is being read'];
    return this.readers().flatMap((reader) => reader.notReadyReason() ?? []);
  }

  /** How much is still to be read of each topic of which replicas share the partitions. */
  lags(): ConsumerLag[] {
    return [...this.consumers.values()].map((consumer) => consumer.lag());
  }

  /** Reads on until other replicas have the partitions of this one, a second at most. */
  async handOn(): Promise<void> {
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.handOn()));
  }

  /** Lets no more records in and waits for the handlers. Groups are kept, so that stages can finish what they hold. */
  async stopReading(): Promise<void> {
    await Promise.all(this.readers().map((reader) => reader.stopReading()));
  }

  /** Commits what was released, leaves the groups and disconnects. Idempotent: Nest closes it too. */
  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    this.started = false;
    if (this.ownershipTimer) clearInterval(this.ownershipTimer);
    await this.stopReading();
    await Promise.all(this.readers().map((reader) => reader.close()));
    await this.presence?.close();
  }

  private async start(): Promise<void> {
    this.ownershipTimer = setInterval(() => this.ownedPartitions.expire(), ownershipCheckMs);
    if (this.stateHandlers.size > 0) {
      const reader = new StateReader(
        this.kafka,
        this.stateHandlers,
        this.latestTopics,
        this.consumerOptions,
        this.log,
        (error) => this.fail(error),
      );
      this.stateReader = reader;
      await reader.start();
    }
    if (this.consumers.size > 0) await this.presence?.open();
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.start()));
    this.started = true;
  }

  private readers(): (RecordConsumer | StateReader)[] {
    return [...this.consumers.values(), ...(this.stateReader ? [this.stateReader] : [])];
  }

  private addRecords({ name: topic, repeatable }: TopicContract, handler: RecordHandler): void {
    if (this.consumers.has(topic))
      throw new Error(`two @OnRecords methods read ${topic}: only one may release its records`);
    const fail = (error: Error): void => this.fail(error);
    const holds = repeatable === true ? this.requeuer : null;
    const consumer = new RecordConsumer(
      this.kafka,
      topic,
      handler,
      this.consumerOptions,
      this.ownedPartitions,
      this.log,
      fail,
      holds,
      this.presence,
    );
    this.consumers.set(topic, consumer);
  }

  private addState(topic: string, handler: RecordHandler, isCompacted: boolean): void {
    const before = this.stateHandlers.get(topic);
    const handle: RecordHandler = async (records) => {
      await before?.handle(records);
      await handler(records);
    };
    this.stateHandlers.set(topic, { handle, isCompacted });
  }

  private fail(error: Error): void {
    if (this.failed) return;
    this.failed = true;
    this.log.error(error.message, { cause: String(error.cause) });
    for (const listener of this.fatalListeners) listener(error);
  }
}
