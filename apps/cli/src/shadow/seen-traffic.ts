import type { LogRecord } from '@harmonybatch/messaging/client';
import { ArrivalTimes } from './arrival-times';
import type { AppField } from './app-field';
import { appOf, type AppReading, type MalformedKind } from './record-app';
import type { SloBook } from './slo-book';

/** How much is looked at and remembered. */
export interface SeenLimits {
  readonly maxRecords: number;
  /** Longest value that is read, bytes. */
  readonly maxRecordBytes: number;
}

/** The first record of a kind that could not be read. */
export interface MalformedExample {
  readonly partition: number;
  readonly offset: number;
  /** Why, where more is known than the kind. */
  readonly reason: string | null;
  /** The beginning of its value, bytes; null where it has none. */
  readonly value: Buffer | null;
}
export interface MalformedCount {
  readonly kind: MalformedKind;
  count: number;
  readonly example: MalformedExample;
}

/** Apps whose arrivals are kept though no one named them, and names of apps without an SLO that are kept. */
export const maxUnnamedApps = 1_000;
const maxUnknownNames = 1_000;
const maxExampleBytes = 120;

/** What was seen of a topic. Its memory is bounded: times of so many records, and names of so many apps. */
export class SeenTraffic {
  /** Records that were looked at. */
  records = 0;
  /** Bytes of the largest value that was looked at. */
  largestBytes = 0;
  /** Requests of apps that are not counted by name any more. */
  otherUnknown = 0;
  /** Requests of apps without an SLO, and of those beyond the first ones that have the default. */
  readonly unknown = new Map<string, number>();
  readonly malformed = new Map<MalformedKind, MalformedCount>();
  private readonly times = new Map<string, ArrivalTimes>();
  /** Apps among them that have the default SLO. */
  private unnamed = 0;

  constructor(
    private readonly field: AppField,
    private readonly book: SloBook,
    private readonly limits: SeenLimits,
  ) {}

  /** Whether as much was looked at as may be. */
  get full(): boolean {
    return this.records >= this.limits.maxRecords;
  }

  get malformedRecords(): number {
    return [...this.malformed.values()].reduce((sum, { count }) => sum + count, 0);
  }

  get knownApps(): number {
    return this.times.size;
  }

  /** Takes a record in that arrived at `arrivedAtMs`; nothing of it is kept but its time and, once for each kind, an example. */
  take(partition: number, record: LogRecord, arrivedAtMs: number): void {
    this.records += 1;
    this.largestBytes = Math.max(this.largestBytes, record.value()?.length ?? 0);
    const reading = appOf(record, this.field, this.limits.maxRecordBytes);
    if (reading.kind === 'malformed') this.countMalformed(reading, partition, record);
    else if (this.book.termsOf(reading.app) === undefined) this.countUnknown(reading.app);
    else this.timesOf(reading.app)?.add(arrivedAtMs);
  }

  /** The arrivals of each app within a window, ms since it began; apps that sent nothing in it are absent. */
  arrivals(fromMs: number, untilMs: number): ReadonlyMap<string, Float64Array> {
    const all = [...this.times].map(([app, times]) => [app, times.within(fromMs, untilMs)] as const);
    return new Map(all.filter(([, times]) => times.length > 0));
  }

  private timesOf(app: string): ArrivalTimes | undefined {
    const known = this.times.get(app);
    if (known !== undefined) return known;
    if (!this.book.names(app)) {
      if (this.unnamed === maxUnnamedApps) {
        this.countUnknown(app);
        return undefined;
      }
      this.unnamed += 1;
    }
    const times = new ArrivalTimes();
    this.times.set(app, times);
    return times;
  }

  private countUnknown(app: string): void {
    const known = this.unknown.get(app);
    if (known !== undefined || this.unknown.size < maxUnknownNames) this.unknown.set(app, (known ?? 0) + 1);
    else this.otherUnknown += 1;
  }

  private countMalformed(
    { malformed: kind, reason }: Extract<AppReading, { kind: 'malformed' }>,
    partition: number,
    record: LogRecord,
  ): void {
    const known = this.malformed.get(kind);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    const value = record.value();
    const example = {
      partition,
      offset: record.offset,
      reason: reason?.slice(0, maxExampleBytes) ?? null,
      value: value === null ? null : Buffer.from(value.subarray(0, maxExampleBytes)),
    };
    this.malformed.set(kind, { kind, count: 1, example });
  }
}
