import type { LatencyQuantiles, RequestCounts } from '@harmonybatch/console-api';
import {
  causeColumns,
  codeColumns,
  columnsPerApp,
  latencyBuckets,
  reasonColumns,
  statusColumns,
  upperMsOf,
} from './columns';
import { CountTable } from './count-table';

/** Where buckets are put in order, all 0 between uses. */
const inOrder = new Uint32Array(latencyBuckets);

/** What is known of an app (or of all) in a window: counts by column. */
export class AppFigures {
  private readonly columns = new CountTable(columnsPerApp);
  spent = 0;

  /** @param count negative to take off what was added before */
  add(column: number, count: number): void {
    this.columns.add(column, count);
  }

  countOf(column: number): number {
    return this.columns.get(column);
  }

  copy(): AppFigures {
    const copied = new AppFigures();
    this.columns.forEach((column, count) => copied.add(column, count));
    copied.spent = this.spent;
    return copied;
  }

  get counts(): RequestCounts {
    return {
      requests: this.countOf(statusColumns.requests),
      inSlo: this.countOf(statusColumns.inSlo),
      late: this.countOf(statusColumns.late),
      failed: this.countOf(statusColumns.failed),
      expired: this.countOf(statusColumns.expired),
      rejected: this.countOf(statusColumns.rejected),
    };
  }

  /** Requests that were accepted: what is promised holds for them. */
  get accepted(): number {
    return this.countOf(statusColumns.requests) - this.countOf(statusColumns.rejected);
  }

  /** Requests that ran and have no price. */
  get unpriced(): number {
    return this.countOf(statusColumns.unpriced);
  }

  get causes(): Record<string, number> {
    return seen(this.named(causeColumns));
  }

  get reasons(): Record<string, number> {
    return seen(this.named(reasonColumns));
  }

  get codes(): Record<string, number> {
    return seen(this.named(codeColumns));
  }

  /** Buckets of latencies in which something is, shortest first. */
  get histogram(): { readonly uptoMs: number; readonly requests: number }[] {
    return this.buckets().map(([bucket, requests]) => ({ uptoMs: upperMsOf(bucket), requests }));
  }

  /** By nearest rank; null where nothing was answered. */
  get latencyMs(): LatencyQuantiles {
    const buckets = this.buckets();
    const total = buckets.reduce((sum, [, count]) => sum + count, 0);
    const at = (share: number): number | null => {
      let rank = Math.ceil(share * total);
      for (const [bucket, count] of buckets) if ((rank -= count) <= 0) return upperMsOf(bucket);
      return null;
    };
    return total === 0
      ? { p50: null, p95: null, p99: null, max: null }
      : { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  }

  private buckets(): [number, number][] {
    let [first, last] = [latencyBuckets, -1];
    this.columns.forEach((column, count) => {
      if (column >= latencyBuckets || count === 0) return;
      inOrder[column] = count;
      first = Math.min(first, column);
      last = Math.max(last, column);
    });
    const buckets: [number, number][] = [];
    for (let bucket = first; bucket <= last; bucket += 1)
      if (inOrder[bucket]! > 0) buckets.push([bucket, inOrder[bucket]!]);
    inOrder.fill(0, first, last + 1);
    return buckets;
  }

  private named<T extends string>(columns: Readonly<Record<T, number>>): Record<T, number> {
    return Object.fromEntries(
      Object.entries<number>(columns).map(([name, column]) => [name, this.countOf(column)]),
    ) as Record<T, number>;
  }
}

const seen = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
