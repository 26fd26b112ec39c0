import type { Kafka } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { GrouplessFollower, type LogRecord } from '@harmonybatch/messaging/client';
import type { StageEvents } from '@harmonybatch/ports';
import { consoleMetrics } from '@harmonybatch/telemetry';
import type { BatchExecuted } from '@harmonybatch/contracts';
import { readExecution } from './execution';
import { IdentityMemory } from './identity-memory';
import { readEnvelope, type OutcomeEnvelope } from './outcome-envelope';
import type { TopicPositions } from './read-positions';
import { TopicReader } from './topic-reader';

/** Who hears what was read, each record once. @param isNew whether it is not in the history */
export interface ReadingListener {
  /** The first outcome of a request. @param bytes of it as JSON, without outputs, about */
  outcome(outcome: OutcomeEnvelope, bytes: number, isNew: boolean): void;
  execution(execution: BatchExecuted, isNew: boolean): void;
  /** What lay between these times, epoch ms, cannot be read any more. */
  missed(fromMs: number, toMs: number): void;
}

export interface ReadingTerms {
  readonly kafka: Kafka;
  readonly topicPrefix: string;
  readonly stored: Readonly<Record<string, TopicPositions>>;
  readonly sinceMs: number;
  readonly maxIdentities: number;
  readonly events: Pick<StageEvents, 'count' | 'error'>;
}

/** What an envelope takes at most, as far as bytes are counted. */
const maxCountedBytes = 8 * 1024;

/** Reads outcomes and invocations without a consumer group. */
export class Reading {
  private readonly readers: Readonly<Record<string, TopicReader<GrouplessFollower>>>;
  private readonly identities: IdentityMemory;

  constructor(
    private readonly terms: ReadingTerms,
    private readonly listener: ReadingListener,
  ) {
    this.identities = new IdentityMemory(terms.maxIdentities);
    this.readers = Object.fromEntries([
      this.reader(topics.inferenceCompleted.name, (record, isNew) => this.takeOutcome(record, isNew)),
      this.reader(topics.batchExecuted.name, (record, isNew) => this.takeExecution(record, isNew)),
    ]);
  }

  async open(): Promise<void> {
    await Promise.all(Object.values(this.readers).map((reader) => reader.open()));
  }

  /** How far each topic was read, as it is now. */
  get positions(): Readonly<Record<string, TopicPositions>> {
    return Object.fromEntries(Object.entries(this.readers).map(([topic, reader]) => [topic, reader.positions]));
  }

  /** Why topics cannot be read now, in words; empty where they can. */
  notReadyReasons(): string[] {
    return Object.entries(this.readers).flatMap(([topic, { trouble }]) =>
      trouble === null ? [] : [`${topic} cannot be read: ${trouble.message}`],
    );
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.readers).map((reader) => reader.close()));
  }

  private reader(topic: string, take: (record: LogRecord, isNew: boolean) => void) {
    const { kafka, topicPrefix, stored, sinceMs, events } = this.terms;
    const reader = new TopicReader({
      topic: new GrouplessFollower(kafka, `${topicPrefix}${topic}`),
      stored: stored[topic],
      sinceMs,
      take,
      missed: (fromMs, toMs) => this.listener.missed(fromMs, toMs),
      interrupted: (error) => events.error('a topic cannot be read; retrying', error, { topic }),
    });
    return [topic, reader] as const;
  }

  private takeOutcome(record: LogRecord, isNew: boolean): void {
    const value = record.value();
    const outcome = readEnvelope(value);
    if (outcome === null) return this.leaveOut();
    if (!this.identities.add(outcome.identity)) return;
    this.listener.outcome(outcome, Math.min(value?.length ?? 0, maxCountedBytes), isNew);
  }

  private takeExecution(record: LogRecord, isNew: boolean): void {
    const execution = readExecution(record.value());
    if (execution === null) return this.leaveOut();
    this.listener.execution(execution, isNew);
  }

  private leaveOut(): void {
    this.terms.events.count(consoleMetrics.leftOut, { what: 'unreadable' });
  }
}
