import { errorText, GrouplessFollower, TopicWalk, type LogRecord } from '@harmonybatch/messaging/client';
import type { Kafka } from 'kafkajs';
import { readDeadRecord, type DeadLetter } from './dead-letter';
import { placeText } from './place';

export interface ReadTerms {
  /** The deployment's prefix of topics. */
  readonly topicPrefix: string;
  /** Dead-letter topics, without prefix. */
  readonly topics: readonly string[];
  /** Longest time that it may take, ms. */
  readonly withinMs: number;
  /** At most so many records of each topic are read, the newest of each partition; absent: all. */
  readonly newest?: number;
}

export interface ReadDeadLetters {
  /** Places (as text) of letters that were sent again. */
  readonly resent: ReadonlySet<string>;
  /** Records before those that were read. */
  readonly notRead: number;
}

/** The topics could not be read to their ends: nothing is known of what is in them. */
export class DeadLettersUnreadError extends Error {}

/**
 * Gives every letter that the topics hold now to `onLetter`, in their order within a partition; joins no consumer group.
 * @throws DeadLettersUnreadError that says why
 */
export async function readDeadLetters(
  kafka: Kafka,
  terms: ReadTerms,
  onLetter: (letter: DeadLetter) => void,
): Promise<ReadDeadLetters> {
  const ended = new AbortController();
  const late = setTimeout(() => ended.abort(), terms.withinMs);
  const resent = new Set<string>();
  const readings = terms.topics.map((topic) => new TopicReading(kafka, topic, terms, ended.signal, resent, onLetter));
  try {
    const notRead = await Promise.race([Promise.all(readings.map((reading) => reading.read())), aborted(ended.signal)]);
    return { resent, notRead: notRead.reduce((sum, records) => sum + records, 0) };
  } catch (error) {
    const reason = ended.signal.aborted ? `it took longer than ${terms.withinMs / 1000} s` : errorText(error);
    throw new DeadLettersUnreadError(`The dead-letter topics cannot be read: ${reason}.`, { cause: error });
  } finally {
    clearTimeout(late);
    ended.abort();
    await Promise.all(readings.map((reading) => reading.close()));
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended')), { once: true }));

/** Reads one topic from where it has to begin to the end that it has now. */
class TopicReading {
  private readonly follower: GrouplessFollower;

  constructor(
    kafka: Kafka,
    private readonly topic: string,
    private readonly terms: ReadTerms,
    private readonly ended: AbortSignal,
    private readonly resent: Set<string>,
    private readonly onLetter: (letter: DeadLetter) => void,
  ) {
    this.follower = new GrouplessFollower(kafka, terms.topicPrefix + topic);
  }

  /** @returns how many records before those that were read there are */
  async read(): Promise<number> {
    await this.follower.connect();
    const ranges = await this.follower.ranges();
    const lengths = new Map([...ranges].map(([partition, { first, end }]) => [partition, end - first]));
    const toRead = this.terms.newest === undefined ? lengths : shares(lengths, this.terms.newest);
    const starts = new Map([...ranges].map(([partition, { end }]) => [partition, end - (toRead.get(partition) ?? 0)]));
    const walk = new TopicWalk(this.follower, starts);
    for (;;) {
      const ahead = [...ranges].filter(([partition, { end }]) => (walk.positions.get(partition) ?? end) < end);
      if (ahead.length === 0 || this.ended.aborted) break;
      const ends = new Map(ahead.map(([partition, { end }]) => [partition, end]));
      await walk.step(new Set(ends.keys()), (partition, record) => {
        if (record.offset < (ends.get(partition) ?? 0) && !this.ended.aborted) this.take(partition, record);
      });
    }
    return sumOf(lengths) - sumOf(toRead);
  }

  async close(): Promise<void> {
    await this.follower.close().catch(() => undefined);
  }

  /** What is fetched lies in one buffer: who keeps a letter is not to keep all of it. */
  private take(partition: number, record: LogRecord): void {
    const { offset, timestampMs } = record;
    const { topic } = this;
    const [key, value] = [copyOf(record.keyBytes()), copyOf(record.value())];
    const headers = Object.fromEntries(
      [...record.headers()].map(([name, values]) => [name, values.map((one) => Buffer.from(one))]),
    );
    const read = readDeadRecord({ topic, partition, offset, timestampMs, key, value, headers });
    if (read.kind === 'letter') this.onLetter(read.letter);
    else for (const place of read.places) this.resent.add(placeText(place));
  }
}

const copyOf = (bytes: Buffer | null): Buffer | null => (bytes === null ? null : Buffer.from(bytes));

const sumOf = (counts: ReadonlyMap<number, number>): number => [...counts.values()].reduce((sum, one) => sum + one, 0);

/** Divides `max` among partitions: as much as each has, and what short ones leave to the longer ones. */
function shares(lengths: ReadonlyMap<number, number>, max: number): Map<number, number> {
  const given = new Map<number, number>();
  let left = max;
  const shortestFirst = [...lengths].sort(([, one], [, other]) => one - other);
  for (const [index, [partition, length]] of shortestFirst.entries()) {
    const share = Math.min(length, Math.floor(left / (shortestFirst.length - index)));
    given.set(partition, share);
    left -= share;
  }
  return given;
}
