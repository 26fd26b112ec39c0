import { setTimeout as sleep } from 'node:timers/promises';
import type { FollowedTopic } from '../outcomes/followed-topic';
import { ReadPositionLostError } from '../outcomes/readable-topic';
import { errorText, isAccessRefused } from '../settings/access-fault';
import type { LogRecord } from './log-records';

const retryPauseMs = 500;
/** Longest time without an answer after which a topic counts as lost, ms. */
const lostAfterMs = 30_000;

/** Kafka did not answer for long. */
export class ConnectionLostError extends Error {}

/** Takes a record of a partition in; must not throw. */
export type TakeRecord = (partition: number, record: LogRecord) => void;

/** Reads a topic from stated positions on, without a consumer group; knows how far each partition was read. */
export class TopicWalk {
  /** Offset to be read next, by partition. */
  readonly positions: Map<number, number>;
  emptyOffsets = 0;
  private answeredAtMs = performance.now();

  constructor(
    private readonly topic: FollowedTopic,
    positions: ReadonlyMap<number, number>,
  ) {
    this.positions = new Map(positions);
  }

  /**
   * Asks each broker once for what comes next of its partitions among `wanted`; one that has nothing waits for a moment.
   * @returns how many records came; 0 also where Kafka could not be asked, after a pause
   * @throws ConnectionLostError where that lasts, what Kafka answered where the topic may not be read
   */
  async step(wanted: ReadonlySet<number>, take: TakeRecord): Promise<number> {
    try {
      await this.topic.refresh();
      const answers = await Promise.all(
        [...this.topic.leaders].map(([leader, partitions]) => this.ask(leader, partitions, wanted)),
      );
      this.answeredAtMs = performance.now();
      let records = 0;
      for (const { partition, from, read } of answers.flat()) {
        let taken = 0;
        const next = await read((record) => {
          taken += 1;
          take(partition, record);
        });
        this.positions.set(partition, next);
        this.emptyOffsets += Math.max(0, next - from - taken);
        records += taken;
      }
      return records;
    } catch (error) {
      await this.recover(error);
      return 0;
    }
  }

  private async ask(leader: string, partitions: readonly number[], wanted: ReadonlySet<number>) {
    const positions = new Map(
      partitions
        .filter((partition) => wanted.has(partition))
        .map((partition) => [partition, this.positions.get(partition) ?? 0]),
    );
    return positions.size === 0 ? [] : this.topic.fetch(leader, positions);
  }

  private async recover(error: unknown): Promise<void> {
    if (isAccessRefused(error)) throw error;
    if (performance.now() - this.answeredAtMs > lostAfterMs) throw new ConnectionLostError(errorText(error));
    if (error instanceof ReadPositionLostError) await this.findPositions().catch(() => undefined);
    else await sleep(retryPauseMs);
  }

  /** What was cut off is gone, and a topic that was made anew begins anew. */
  private async findPositions(): Promise<void> {
    for (const [partition, { first, end }] of await this.topic.ranges()) {
      const position = this.positions.get(partition);
      if (position !== undefined && (position < first || position > end)) this.positions.set(partition, first);
    }
  }
}
