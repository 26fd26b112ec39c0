import { ConnectionLostError, TopicWalk, type DatedTopic, type LogRecord } from '@harmonybatch/messaging/client';
import type { Recording, RecordingEnd } from './recording';
import type { SeenTraffic } from './seen-traffic';

/** Partitions that are asked for at a time: those that lag furthest behind in time, so that all are read through evenly. */
const partitionsPerStep = 8;
/** How long nothing may come before an end that is still ahead is taken for one that cannot be reached, ms. */
const silenceMs = 10_000;
/** The longest that an option may name. */
const maxMs = 86_400_000;

/** A part of the past. */
export interface PastTerms {
  /** Epoch ms, or the topic's first record. */
  readonly from: number | 'beginning';
  /** Length in the records' own time, ms; what the topic does not hold yet is not waited for. Absent: to its end, a day at most. */
  readonly forMs?: number;
}

/**
 * Records what a topic holds, by the times of its records.
 * @param stop ends it early: the window then ends where every partition was read to
 */
export const recordPast = (
  topic: DatedTopic,
  traffic: SeenTraffic,
  terms: PastTerms,
  stop: AbortSignal,
): Promise<Recording> => new PastReader(topic, traffic, stop).record(terms);

class PastReader {
  private walk: TopicWalk;
  /** Where each partition that is not read through ends, offsets. */
  private readonly ends = new Map<number, number>();
  /** Time of the last record that was taken of each partition, epoch ms. */
  private readonly readTo = new Map<number, number>();
  private fromMs = 0;
  private endMs = Infinity;
  private newestMs = 0;
  private strangeTimes = 0;

  constructor(
    private readonly topic: DatedTopic,
    private readonly traffic: SeenTraffic,
    private readonly stop: AbortSignal,
  ) {
    this.walk = new TopicWalk(topic, new Map());
  }

  async record({ from, forMs }: PastTerms): Promise<Recording> {
    const nowMs = Date.now();
    try {
      const ranges = await this.topic.ranges();
      for (const [partition, { first, end }] of ranges) if (end > first) this.ends.set(partition, end);
      const firsts = new Map([...ranges].map(([partition, { first }]) => [partition, first]));
      const starts = from === 'beginning' ? firsts : await this.offsetsSince(from);
      this.fromMs = from === 'beginning' ? await this.firstTime(firsts) : from;
      this.endMs = Math.min(this.fromMs + (forMs ?? maxMs), nowMs);
      const later = await this.topic.offsetsSince(this.endMs);
      for (const [partition, end] of this.ends) this.ends.set(partition, Math.min(end, later.get(partition) ?? end));
      this.walk = new TopicWalk(this.topic, starts);
      const isCut = this.endMs < nowMs && (forMs !== undefined || later.size > 0);
      return this.recording(await this.readThrough(isCut ? 'time' : 'topic-end'));
    } catch (error) {
      if (!(error instanceof ConnectionLostError)) throw error;
      return this.recording('connection-lost', error.message);
    }
  }

  /** The first offset of each partition whose record has that time or a later one; its end where none has. */
  private async offsetsSince(atMs: number): Promise<Map<number, number>> {
    const since = await this.topic.offsetsSince(atMs);
    return new Map([...this.ends].map(([partition, end]) => [partition, since.get(partition) ?? end]));
  }

  /** The time of the topic's first record; now where it holds none. */
  private async firstTime(firsts: ReadonlyMap<number, number>): Promise<number> {
    const walk = new TopicWalk(this.topic, firsts);
    const ahead = new Set(this.ends.keys());
    let firstMs = Date.now();
    let silentSinceMs = performance.now();
    while (ahead.size > 0 && !this.stop.aborted && performance.now() - silentSinceMs < silenceMs) {
      const came = await walk.step(new Set([...ahead].slice(0, partitionsPerStep)), (partition, { timestampMs }) => {
        if (ahead.delete(partition) && timestampMs > 0) firstMs = Math.min(firstMs, timestampMs);
      });
      if (came > 0) silentSinceMs = performance.now();
    }
    return firstMs;
  }

  private async readThrough(whole: RecordingEnd): Promise<RecordingEnd> {
    let silentSinceMs = performance.now();
    for (;;) {
      this.leaveFinished();
      if (this.ends.size === 0) return whole;
      if (this.stop.aborted) return 'interrupted';
      if (this.traffic.full) return 'record-limit';
      if (performance.now() - silentSinceMs > silenceMs) return whole;
      if ((await this.walk.step(this.furthestBehind(), this.take)) > 0) silentSinceMs = performance.now();
    }
  }

  private readonly take = (partition: number, record: LogRecord): void => {
    const { timestampMs, offset } = record;
    if (this.traffic.full || offset >= (this.ends.get(partition) ?? 0)) return;
    this.readTo.set(partition, Math.max(this.readTo.get(partition) ?? 0, timestampMs));
    this.newestMs = Math.max(this.newestMs, Math.min(timestampMs, this.endMs));
    if (timestampMs < this.fromMs || timestampMs > this.endMs) this.strangeTimes += 1;
    this.traffic.take(partition, record, timestampMs);
  };

  private leaveFinished(): void {
    for (const [partition, end] of this.ends)
      if ((this.walk.positions.get(partition) ?? 0) >= end) this.ends.delete(partition);
  }

  private furthestBehind(): ReadonlySet<number> {
    const readTo = (partition: number): number => this.readTo.get(partition) ?? 0;
    const partitions = [...this.ends.keys()].sort((one, other) => readTo(one) - readTo(other));
    return new Set(partitions.slice(0, partitionsPerStep));
  }

  /** Where partitions were left in their midst, the window ends where the one furthest behind was read to. */
  private recording(endedBy: RecordingEnd, trouble: string | null = null): Recording {
    const { fromMs, endMs, newestMs, strangeTimes } = this;
    const left = endedBy === 'topic-end' || endedBy === 'time' ? [] : [...this.ends.keys()];
    const wholeMs = endedBy === 'time' ? endMs : Math.min(endMs, newestMs);
    const untilMs = Math.max(fromMs, Math.min(wholeMs, ...left.map((partition) => this.readTo.get(partition) ?? 0)));
    return { fromMs, untilMs, endedBy, trouble, strangeTimes, emptyOffsets: this.walk.emptyOffsets };
  }
}
