import { setTimeout as sleep } from 'node:timers/promises';
import type { Beginning, DatedTopic, LogRecord } from '@harmonybatch/messaging/client';
import { TopicTail } from '@harmonybatch/messaging/client';
import type { TopicPositions } from './read-positions';

export interface TopicReaderTerms<T extends DatedTopic> {
  readonly topic: T;
  /** What of it is counted already; undefined where nothing is. */
  readonly stored: TopicPositions | undefined;
  /** Reading begins at least so far back, epoch ms: recent figures are made of what lies there. */
  readonly sinceMs: number;
  /** Must not throw. @param isNew whether it is not in the history */
  readonly take: (record: LogRecord, isNew: boolean) => void;
  /** What lay between these times, epoch ms, cannot be read any more. */
  readonly missed: (fromMs: number, toMs: number) => void;
  readonly interrupted: (error: Error) => void;
}

/** Repeats of an outcome come within this time, ms: so much before what is counted is read again, to know the first of each. */
const repeatsMs = 10 * 60_000;
const reopenMs = 1_000;

/** Reads a topic without a consumer group from where the history ends, each record once, and what is needed from before. */
export class TopicReader<T extends DatedTopic> {
  private readonly tail: TopicTail<T>;
  private readonly closing = new AbortController();
  /** Offset of the next record that is not in the history, by partition. */
  private readonly next = new Map<number, number>();
  /** Partitions of which something was cut off before it was read, with the time until which they were read. */
  private readonly cutOff = new Map<number, number>();
  private untilMs: number;
  private topicId: string | undefined;
  private opened = false;
  private fault: Error | null = null;

  constructor(private readonly terms: TopicReaderTerms<T>) {
    const { topic, stored, interrupted } = terms;
    this.untilMs = stored?.untilMs ?? 0;
    const listener = {
      record: (record: LogRecord, partition: number) => this.take(record, partition),
      interrupted,
      skipped: (partition: number) => this.noteCutOff(partition),
      recreated: () => this.forget(),
    };
    this.tail = new TopicTail(topic, listener, this.beginning);
  }

  /** Resolves when it reads, however often that must be tried, or when it is closed. */
  async open(): Promise<void> {
    const { signal } = this.closing;
    while (!this.opened && !signal.aborted) {
      try {
        await this.tail.open();
        this.opened = true;
      } catch (error) {
        this.fault = error instanceof Error ? error : new Error(String(error));
        this.terms.interrupted(this.fault);
        await sleep(reopenMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  /** Why it does not read now; null where it does. */
  get trouble(): Error | null {
    return this.opened ? this.tail.trouble : (this.fault ?? new Error('it was not opened yet'));
  }

  /** How far it was read, as it is now. */
  get positions(): TopicPositions {
    return { topicId: this.topicId, next: Object.fromEntries(this.next), untilMs: this.untilMs };
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.tail.close();
  }

  private readonly beginning: Beginning<T> = async (topic) => {
    this.topicId = topic.topicId;
    const { stored, sinceMs } = this.terms;
    const counted = stored !== undefined && isSame(stored.topicId, this.topicId) ? stored : undefined;
    const fromMs = counted === undefined ? sinceMs : Math.min(sinceMs, counted.untilMs - repeatsMs);
    const ranges = await topic.ranges();
    const since = await topic.offsetsSince(Math.max(0, fromMs));
    this.next.clear();
    return new Map(
      [...ranges].map(([partition, { first, end }]) => {
        const from = since.get(partition) ?? end;
        const next = counted?.next[partition];
        if (next === undefined) return [partition, counted === undefined ? from : first];
        this.next.set(partition, Math.max(first, next));
        if (next < first) this.noteCutOff(partition);
        return [partition, Math.max(first, Math.min(from, next))];
      }),
    );
  };

  private take(record: LogRecord, partition: number): void {
    const { offset, timestampMs } = record;
    const isNew = offset >= (this.next.get(partition) ?? 0);
    const cutOffMs = this.cutOff.get(partition);
    if (isNew && cutOffMs !== undefined) {
      this.cutOff.delete(partition);
      this.terms.missed(cutOffMs, Math.max(cutOffMs, timestampMs));
    }
    this.terms.take(record, isNew);
    if (!isNew) return;
    this.next.set(partition, offset + 1);
    this.untilMs = Math.max(this.untilMs, timestampMs);
  }

  private noteCutOff(partition: number): void {
    if (!this.cutOff.has(partition)) this.cutOff.set(partition, this.untilMs);
  }

  private forget(): void {
    this.topicId = this.terms.topic.topicId;
    this.next.clear();
  }
}

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;
