import { limits, type ArrivalCounted, type RateEstimated } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import { AppRate, type Estimate, type SmoothingOptions } from './app-rate';
import { CountedRanges } from './counted-ranges';

export interface PublishingTerms {
  /** An estimate is published again after this time even where it did not move, ms. */
  readonly republishMs: number;
  /** It is published at once where it moved by more than this part of itself. */
  readonly notableChange: number;
}

/** An app whose arrivals are counted here. All times are monotonic ms, for clocks are set back and forth. */
export class WatchedApp {
  private readonly rate: AppRate;
  private readonly counted = new CountedRanges();
  /** Counted, and not yet part of an estimate that was acknowledged. */
  private records: InboundRecord[] = [];
  private lastArrivalAtMs: number;
  private published: { readonly rateHz: number; readonly atMs: number } | null = null;

  /**
   * @param partition partition of `arrival.counted` that its counts come from
   * @param prior the last estimate that was published of it, whoever made it
   */
  constructor(
    readonly name: string,
    public partition: number,
    smoothing: SmoothingOptions,
    beginsAtMs: number,
    prior?: Estimate,
  ) {
    this.rate = new AppRate(smoothing, beginsAtMs, prior);
    this.lastArrivalAtMs = beginsAtMs;
  }

  /** Takes a count in; returns how many arrivals of it had not been counted before. */
  count(counted: ArrivalCounted, record: InboundRecord, nowMs: number): number {
    this.partition = record.partition;
    const arrivals = counted.count * this.counted.take(counted.partition, counted);
    this.rate.advance(nowMs);
    this.rate.arrived(arrivals);
    this.lastArrivalAtMs = nowMs;
    this.records.push(record);
    return arrivals;
  }

  /** Brings the estimate up to now; says whether it is to be published. */
  advance(nowMs: number, { republishMs, notableChange }: PublishingTerms): boolean {
    this.rate.advance(nowMs);
    const { rateHz, windowSeconds } = this.rate.estimate();
    if (windowSeconds === 0) return false;
    if (this.published === null || nowMs - this.published.atMs >= republishMs) return true;
    const movedHz = Math.abs(rateHz - this.published.rateHz);
    return this.records.length > 0 && movedHz > notableChange * this.published.rateHz;
  }

  /** @param estimatedAtMs epoch ms */
  estimate(estimatedAtMs: number): RateEstimated {
    const { rateHz, standardErrorHz, windowSeconds } = this.rate.estimate();
    return {
      app: this.name,
      rateHz: Math.min(rateHz, limits.maxRateHz),
      standardErrorHz: Math.min(standardErrorHz, limits.maxRateHz),
      windowSeconds,
      estimatedAtMs,
    };
  }

  /** The records whose counts are in the estimate that is published now. */
  takeRecords(): InboundRecord[] {
    return this.records.splice(0);
  }

  /** The estimate with the counts of `records` was not published. */
  putBack(records: readonly InboundRecord[]): void {
    this.records.unshift(...records);
  }

  onPublished({ rateHz }: RateEstimated, atMs: number): void {
    this.published = { rateHz, atMs };
  }

  /** For how long it has sent nothing, ms. */
  silentMs(nowMs: number): number {
    return nowMs - this.lastArrivalAtMs;
  }
}
