import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { OutcomeLog, type StageEvents } from '@harmonybatch/ports';
import { GrouplessReads } from '../kafkajs/groupless-reads';
import { prefixed } from '../topics/topic-names';
import { OutcomeReader, type OutcomeReaderOptions } from './outcome-reader';

export interface OutcomeLogOptions extends Omit<OutcomeReaderOptions, 'leadMs'> {
  readonly topicPrefix: string;
  readonly events: StageEvents;
}

/** Questions that go back no further than this have a reader of their own, ms: longer than most outages and most SLOs. */
const recentMs = 30_000;
const leadMs = { recent: 10_000, old: 30_000 };
const reconnectMs = 1_000;

/**
 * `inference.completed` by two readers. A question about a request that arrived minutes ago has a reader look through as
 * many minutes of outcomes; whoever asks about requests of the last seconds, as nearly all do, is not to wait for that.
 */
export class KafkaOutcomeLog extends OutcomeLog {
  private readonly topic: GrouplessReads;
  private readonly recentReader: OutcomeReader;
  private readonly oldReader: OutcomeReader;
  private readonly closing = new AbortController();
  private connected = false;
  /** Why it could not be reached the last time. */
  private fault: string | null = null;

  constructor(
    kafka: Kafka,
    private readonly options: OutcomeLogOptions,
  ) {
    super();
    this.topic = new GrouplessReads(kafka, prefixed(options.topicPrefix, topics.inferenceCompleted.name));
    this.recentReader = new OutcomeReader(this.topic, { ...options, leadMs: leadMs.recent });
    this.oldReader = new OutcomeReader(this.topic, { ...options, leadMs: leadMs.old });
  }

  /** Resolves when the topic was found, however often that must be tried, or when this is closed. */
  async open(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted && !(await this.connect()))
      await sleep(reconnectMs, undefined, { signal, ref: false }).catch(() => undefined);
  }

  /** Why the outcome log cannot be read since it was opened, in words; empty where they can. */
  notReadyReasons(): string[] {
    if (this.connected) return [];
    return [`the outcome log cannot be read: ${this.fault ?? 'its topic was not reached yet'}`];
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.recentReader.close();
    this.oldReader.close();
    await this.topic.close().catch(() => undefined);
  }

  override answered(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    const reader = Date.now() - sinceMs > recentMs ? this.oldReader : this.recentReader;
    return reader.answered(identities, sinceMs);
  }

  private async connect(): Promise<boolean> {
    try {
      await this.topic.connect();
      this.connected = true;
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
      if (!this.closing.signal.aborted) this.options.events.error('the outcome log cannot be read; retrying', error);
    }
    return this.connected;
  }
}
