import { setTimeout as sleep } from 'node:timers/promises';
import type { Condition } from './conditions';
import type { AlertNow, Prometheus } from './prometheus';

/** What became of an alert while its condition was there and after it was mended. */
export interface AlertResult {
  readonly alert: string;
  readonly condition: string;
  /** From the begin of the condition, seconds; null where it did not fire. */
  readonly firedAfterSeconds: number | null;
  /** From when the condition was mended, seconds; null where it still fired at the end. */
  readonly resolvedAfterSeconds: number | null;
  /** Labels of what fired first. */
  readonly labels: Readonly<Record<string, string>>;
}

const pollMs = 500;
const firingTimeoutMs = 120_000;
const resolvedTimeoutMs = 300_000;
const quietTimeoutMs = 180_000;

const secondsSince = (ms: number): number => Math.round((performance.now() - ms) / 100) / 10;

/** Waits until none of the alerts is firing; they would prove nothing. @returns whether that came in time */
export async function untilQuiet(prometheus: Prometheus, names: readonly string[]): Promise<boolean> {
  const endMs = performance.now() + quietTimeoutMs;
  while (performance.now() < endMs) {
    if (firing(await prometheus.alerts(), names).length === 0) return true;
    await sleep(pollMs);
  }
  return false;
}

const firing = (alerts: readonly AlertNow[], names: readonly string[]): AlertNow[] =>
  alerts.filter(({ name, state }) => state === 'firing' && names.includes(name));

/** Brings a condition about, waits until all of its alerts fire, mends it, and waits until none of them does any more. */
export async function tryCondition(
  prometheus: Prometheus,
  name: string,
  { alerts }: Condition,
  begin: () => Promise<() => Promise<void>>,
): Promise<AlertResult[]> {
  const begunMs = performance.now();
  const mend = await begin();
  const fired = new Map<string, { readonly afterSeconds: number; readonly labels: AlertNow['labels'] }>();
  while (fired.size < alerts.length && performance.now() - begunMs < firingTimeoutMs) {
    for (const { name: alert, labels } of firing(await prometheus.alerts(), alerts))
      if (!fired.has(alert)) fired.set(alert, { afterSeconds: secondsSince(begunMs), labels });
    await sleep(pollMs);
  }
  await mend();
  const resolved = await untilResolved(prometheus, alerts);
  return alerts.map((alert) => ({
    alert,
    condition: name,
    firedAfterSeconds: fired.get(alert)?.afterSeconds ?? null,
    resolvedAfterSeconds: resolved.get(alert) ?? null,
    labels: fired.get(alert)?.labels ?? {},
  }));
}

async function untilResolved(prometheus: Prometheus, alerts: readonly string[]): Promise<Map<string, number>> {
  const mendedMs = performance.now();
  const resolved = new Map<string, number>();
  while (resolved.size < alerts.length && performance.now() - mendedMs < resolvedTimeoutMs) {
    const still = new Set(firing(await prometheus.alerts(), alerts).map(({ name }) => name));
    for (const alert of alerts)
      if (still.has(alert)) resolved.delete(alert);
      else if (!resolved.has(alert)) resolved.set(alert, secondsSince(mendedMs));
    await sleep(pollMs);
  }
  return resolved;
}
