import type { Kafka } from 'kafkajs';
import { OutcomeLog } from '@harmonybatch/pipeline';
import { OutcomeReader, type OutcomeReaderOptions } from './outcome-reader';

export type OutcomeLogOptions = Omit<OutcomeReaderOptions, 'leadMs'>;

/** Questions that go back no further than this have a reader of their own, ms: longer than most outages and most SLOs. */
const nearMs = 30_000;
const leadMs = { near: 10_000, far: 30_000 };

/**
 * `inference.completed` by two readers. A question about a request that arrived minutes ago has a reader look through as
 * many minutes of outcomes; whoever asks about requests of the last seconds, as nearly all do, is not to wait for that.
 */
export class KafkaOutcomeLog extends OutcomeLog {
  private readonly near: OutcomeReader;
  private readonly far: OutcomeReader;

  constructor(kafka: Kafka, options: OutcomeLogOptions) {
    super();
    this.near = new OutcomeReader(kafka, { ...options, leadMs: leadMs.near });
    this.far = new OutcomeReader(kafka, { ...options, leadMs: leadMs.far });
  }

  /** Resolves when both have joined their groups, however often they have to try; until then questions are rejected. */
  async open(): Promise<void> {
    await Promise.all([this.near.open(), this.far.open()]);
  }

  /** Why outcomes cannot be read back now, in words; empty where they can. */
  notReady(): string[] {
    return [...new Set([...this.near.notReady(), ...this.far.notReady()])];
  }

  async close(): Promise<void> {
    await Promise.all([this.near.close(), this.far.close()]);
  }

  override answered(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    const reader = Date.now() - sinceMs > nearMs ? this.far : this.near;
    return reader.answered(identities, sinceMs);
  }
}
