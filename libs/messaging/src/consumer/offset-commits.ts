import type { Consumer } from 'kafkajs';
import { commitMark } from '../kafkajs/recreated-topics';
import type { MessagingLog } from '../settings/messaging-log';
import type { Assignment } from './assignment';

/** Commits the low watermark of every partition: from time to time, when partitions are about to go, and at the end. */
export class OffsetCommits {
  private timer: NodeJS.Timeout | null = null;
  private inFlight: Promise<void> | null = null;

  constructor(
    private readonly consumer: Pick<Consumer, 'commitOffsets'>,
    /** The topic's name on the cluster. */
    private readonly topic: string,
    private readonly assignment: Assignment,
    private readonly log: MessagingLog,
  ) {}

  start(intervalMs: number): void {
    this.timer = setInterval(() => {
      this.inFlight ??= this.commit().finally(() => (this.inFlight = null));
    }, intervalMs);
  }

  /**
   * Commits now. A failed commit is not an error: what was not committed is read again, and nothing is given up that was
   * not released. It fails as a matter of course when the group is rebalancing. It says which topic it is for: that
   * which was there at the last join, for another client of this process may know already that it was recreated.
   */
  async commit(): Promise<void> {
    const offsets = this.assignment.uncommitted();
    if (offsets.length === 0) return;
    const [topic, metadata] = [this.topic, commitMark(this.assignment.topicId)];
    try {
      await this.consumer.commitOffsets(
        offsets.map(({ partition, offset }) => ({ topic, partition, offset: String(offset), metadata })),
      );
      this.assignment.markCommitted(offsets);
    } catch (error) {
      this.log.debug('offsets were not committed', { topic: this.topic, error: String(error) });
    }
  }

  async close(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.inFlight;
    await this.commit();
  }
}
