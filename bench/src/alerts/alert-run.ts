import { setTimeout as sleep } from 'node:timers/promises';
import type { Condition } from './conditions';
import { isOne, textOf, type ExpectedAlert } from './expected-alert';
import type { AlertNow, Prometheus } from './prometheus';

/** What became of an alert while its condition was there and after it was mended. */
export interface AlertResult {
  readonly alert: string;
  readonly condition: string;
  /** From the begin of the condition, seconds; null where it did not fire. */
  readonly firedAfterSeconds: number | null;
  /** From when the condition was mended, seconds; 0 where it was over before, null where it still fired at the end. */
  readonly resolvedAfterSeconds: number | null;
  /** Labels of what fired first. */
  readonly labels: Readonly<Record<string, string>>;
}

/** When a condition was there, Unix times in ms, and what its alerts did. */
export interface ConditionResult {
  readonly begunAtMs: number;
  readonly mendedAtMs: number;
  readonly overAtMs: number;
  readonly alerts: readonly AlertResult[];
  /** Other alerts that fired while it was there. */
  readonly beside: readonly string[];
}

const pollMs = 500;
const firingTimeoutMs = 120_000;
const resolvedTimeoutMs = 300_000;
const quietTimeoutMs = 300_000;

const secondsBetween = (fromMs: number, toMs: number): number => Math.round((toMs - fromMs) / 100) / 10;

const isFiring = ({ state }: AlertNow): boolean => state === 'firing';

/**
 * Waits until no alert is firing or about to: what an earlier condition left behind would prove nothing of the next one.
 * @throws Error that names what is left after five minutes
 */
export async function untilQuiet(prometheus: Prometheus): Promise<void> {
  const endMs = Date.now() + quietTimeoutMs;
  let left: readonly AlertNow[] = await prometheus.alerts();
  while (left.length > 0 && Date.now() < endMs) {
    await sleep(pollMs);
    left = await prometheus.alerts();
  }
  const names = [...new Set(left.map(({ name, state }) => `${name} (${state})`))];
  if (names.length > 0) throw new Error(`left after ${quietTimeoutMs / 1_000} s without a fault: ${names.join(', ')}`);
}

/** Looks on for a while at a system that is well. @returns names of alerts that fired */
export async function falseAlarms(prometheus: Prometheus, calmMs: number): Promise<string[]> {
  const names = new Set<string>();
  for (const endMs = Date.now() + calmMs; Date.now() < endMs; await sleep(pollMs))
    for (const { name } of (await prometheus.alerts()).filter(isFiring)) names.add(name);
  return [...names].sort();
}

/** Brings a condition about, waits until all of its alerts fire, mends it, and waits until none of them does any more. */
export async function tryCondition(
  prometheus: Prometheus,
  name: string,
  { alerts }: Condition,
  begin: () => Promise<() => Promise<void>>,
): Promise<ConditionResult> {
  const begunAtMs = Date.now();
  const mend = await begin();
  const { fired, beside } = await untilFired(prometheus, alerts, begunAtMs);
  await mend();
  const mendedAtMs = Date.now();
  const overAt = await untilOver(prometheus, alerts);
  const results = alerts.map((alert): AlertResult => {
    const first = fired.get(alert);
    const endedAtMs = overAt.get(alert);
    return {
      alert: textOf(alert),
      condition: name,
      firedAfterSeconds: first === undefined ? null : secondsBetween(begunAtMs, first.atMs),
      resolvedAfterSeconds: endedAtMs === undefined ? null : secondsBetween(mendedAtMs, endedAtMs),
      labels: first?.labels ?? {},
    };
  });
  return { begunAtMs, mendedAtMs, overAtMs: Date.now(), alerts: results, beside };
}

interface Fired {
  readonly fired: ReadonlyMap<ExpectedAlert, { readonly atMs: number; readonly labels: AlertNow['labels'] }>;
  readonly beside: readonly string[];
}

async function untilFired(prometheus: Prometheus, alerts: readonly ExpectedAlert[], begunAtMs: number): Promise<Fired> {
  const fired = new Map<ExpectedAlert, { readonly atMs: number; readonly labels: AlertNow['labels'] }>();
  const beside = new Set<string>();
  while (fired.size < alerts.length && Date.now() - begunAtMs < firingTimeoutMs) {
    for (const now of (await prometheus.alerts()).filter(isFiring)) {
      const alert = alerts.find((one) => isOne(one, now));
      if (alert === undefined) beside.add(now.name);
      else if (!fired.has(alert)) fired.set(alert, { atMs: Date.now(), labels: now.labels });
    }
    await sleep(pollMs);
  }
  return { fired, beside: [...beside].sort() };
}

/** @returns since when each is over; what still fires at the end is missing */
async function untilOver(
  prometheus: Prometheus,
  alerts: readonly ExpectedAlert[],
): Promise<ReadonlyMap<ExpectedAlert, number>> {
  const mendedAtMs = Date.now();
  const overAt = new Map<ExpectedAlert, number>();
  while (overAt.size < alerts.length && Date.now() - mendedAtMs < resolvedTimeoutMs) {
    const firing = (await prometheus.alerts()).filter(isFiring);
    for (const alert of alerts)
      if (firing.some((now) => isOne(alert, now))) overAt.delete(alert);
      else if (!overAt.has(alert)) overAt.set(alert, Date.now());
    await sleep(pollMs);
  }
  return overAt;
}
