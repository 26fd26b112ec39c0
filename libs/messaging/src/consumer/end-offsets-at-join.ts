import type { Kafka } from 'kafkajs';
import type { MessagingLog } from '../settings/messaging-log';
import type { Assignment } from './assignment';

const retryMs = 1_000;

/**
 * Asks where the partitions that were given to a consumer end, after it was given them: whatever comes later nobody read
 * before. Until there is an answer everything may have been read.
 */
export class EndOffsetsAtJoin {
  private readonly admin;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;
  private refreshing = false;

  constructor(
    kafka: Pick<Kafka, 'admin'>,
    /** The topic's name on the cluster. */
    private readonly topic: string,
    private readonly assignment: Assignment,
    private readonly log: MessagingLog,
  ) {
    this.admin = kafka.admin();
  }

  async open(): Promise<void> {
    await this.admin.connect();
  }

  /** Partitions were given to the consumer. Never rejects: where Kafka does not answer it is asked again. */
  async fetch(): Promise<void> {
    const unknown = [...this.assignment.all()].filter(({ isEndKnown }) => !isEndKnown);
    if (unknown.length === 0 || this.closed) return;
    try {
      const ends = await this.ends();
      for (const progress of unknown) progress.setEndAtJoin(ends.get(progress.partition) ?? Infinity);
    } catch (error) {
      this.log.debug('end offsets could not be fetched', { topic: this.topic, error: String(error) });
      if (this.timer === null && !this.closed) this.timer = setTimeout(() => this.retry(), retryMs);
    }
  }

  /** Tells all partitions where they end now. Never rejects: where Kafka does not answer they keep what they know. */
  async refresh(): Promise<void> {
    if (this.closed || this.refreshing) return;
    this.refreshing = true;
    try {
      const ends = await this.ends();
      for (const progress of this.assignment.all()) progress.setEnd(ends.get(progress.partition) ?? 0);
    } catch (error) {
      this.log.debug('end offsets could not be fetched', { topic: this.topic, error: String(error) });
    } finally {
      this.refreshing = false;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.admin.disconnect();
  }

  private async ends(): Promise<ReadonlyMap<number, number>> {
    const highs = await this.admin.fetchTopicOffsets(this.topic);
    return new Map(highs.map(({ partition, high }) => [partition, Number(high)]));
  }

  private retry(): void {
    this.timer = null;
    void this.fetch();
  }
}
