import type { Message } from 'kafkajs';
import type { FixedPlan } from '../chain/fixed-plan';

/** What is drained. Numbers of requests are multiples of the size of a batch. */
export interface DrainCase {
  readonly name: string;
  readonly inputBytes: number;
  readonly batchSize: number;
  readonly apps: number;
  /** Requests of the measurement. */
  readonly requests: number;
  /** Those before it, by which code is compiled. */
  readonly warmUpRequests: number;
}

const base = { inputBytes: 200, batchSize: 8, apps: 4, requests: 64_000, warmUpRequests: 32_000 };

/** One thing differs from the first case in each of the others. */
export const drainCases: readonly DrainCase[] = [
  { name: '200 B', ...base },
  { name: '4 KB', ...base, inputBytes: 4_096, requests: 16_000 },
  { name: '64 KB', ...base, inputBytes: 65_536, requests: 2_048, warmUpRequests: 2_048 },
  { name: 'batches of 1', ...base, batchSize: 1, requests: 16_000, warmUpRequests: 8_000 },
  { name: 'batches of 32', ...base, batchSize: 32 },
  { name: '100 apps', ...base, apps: 100 },
  { name: '1,000 apps', ...base, apps: 1_000 },
];

/** A case of a share as many requests, whole batches of them. */
export function scaledCase(one: DrainCase, share: number): DrainCase {
  const whole = (requests: number): number =>
    Math.max(1, Math.round((requests * share) / one.batchSize)) * one.batchSize;
  return { ...one, requests: whole(one.requests), warmUpRequests: whole(one.warmUpRequests) };
}

/** Longest SLO that there is, ms: nothing is late before it was drained. */
const sloMs = 600_000;
const timeoutMs = 500_000;

const appOf = (index: number): string => `app-${String(index).padStart(4, '0')}`;

export const planOfCase = ({ apps, batchSize }: Pick<DrainCase, 'apps' | 'batchSize'>): FixedPlan => ({
  apps: Array.from({ length: apps }, (_, index) => appOf(index)),
  sloMs,
  batchSize,
  timeoutMs,
});

/** Requests as a producer would write them, from the `first`th on. */
export function* requestsOf(
  { apps, inputBytes }: Pick<DrainCase, 'apps' | 'inputBytes'>,
  first: number,
  count: number,
): Generator<Message> {
  const inputs = { text: 'x'.repeat(inputBytes) };
  for (let index = first; index < first + count; index += 1) {
    const id = `request-${index}`;
    yield { key: id, value: JSON.stringify({ app: appOf(index % apps), id, inputs }) };
  }
}
