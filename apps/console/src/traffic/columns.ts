import type { LateCause } from '@harmonybatch/console-api';
import { errorCodes, type BatchReason } from '@harmonybatch/contracts';

/** What is counted of an app, each at a place of its own; latencies take the first places. */
export const columnsPerApp = 1024;

/** Each bucket is so much wider than the one before. */
const width = Math.log(1.02);
export const latencyBuckets = 700;

/** The bucket of a latency, ms; the first one goes to 1 ms, and the last one takes all that is longer than 17 minutes. */
export const bucketOf = (latencyMs: number): number =>
  latencyMs <= 1 ? 0 : Math.min(latencyBuckets - 1, Math.ceil(Math.log(latencyMs) / width - 1e-9));

/** The longest latency of a bucket, ms. */
export const upperMsOf = (bucket: number): number => Math.exp(bucket * width);

const inOrder = <const T extends string>(first: number, names: readonly T[]): Readonly<Record<T, number>> =>
  Object.fromEntries(names.map((name, index) => [name, first + index])) as Record<T, number>;

export const statusColumns = inOrder(700, ['requests', 'inSlo', 'late', 'failed', 'expired', 'rejected', 'unpriced']);
export const causeColumns = inOrder<LateCause>(720, ['way-in', 'waited', 'cold-start', 'ran', 'way-out']);
export const reasonColumns = inOrder<BatchReason>(730, ['size', 'deadline', 'late', 'unplanned']);
const codes = [...Object.keys(errorCodes), 'other'];
export const codeColumns: Readonly<Record<string, number>> = inOrder(740, codes);
/** The column of an error code; one that this build does not know counts as `other`. */
export const codeColumnOf = (code: string): number => codeColumns[code] ?? codeColumns['other']!;
