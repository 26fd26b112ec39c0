import type { BatchExecuted } from '@harmonybatch/contracts';
import type { StageEvents } from '@harmonybatch/ports';
import { dispatcherMetrics } from '@harmonybatch/telemetry';
import { coldWireMs } from '../way/way-parts';

const msPerSecond = 1_000;

/** Counts one invocation: what became of it, what it took, and what the apps of its requests pay for it. */
export function countInvocation(
  events: StageEvents,
  report: BatchExecuted,
  requests: readonly { readonly app: string }[],
): void {
  const { model, functionName, errorCode, latencyMs, platformDurationMs } = report;
  const ofFunction = { model, function: functionName };
  events.count(dispatcherMetrics.invocations, { ...ofFunction, result: errorCode ?? 'ok' });
  if (errorCode === undefined)
    events.observe(dispatcherMetrics.execution, ofFunction, (platformDurationMs ?? latencyMs) / msPerSecond);
  if (platformDurationMs !== undefined && latencyMs - platformDurationMs >= coldWireMs)
    events.count(dispatcherMetrics.coldStarts, ofFunction);
  countMoney(events, report, requests);
}

/** Each request pays the same, as its outcome says. */
function countMoney(
  events: StageEvents,
  { model, cost }: BatchExecuted,
  requests: readonly { readonly app: string }[],
): void {
  if (cost === undefined) return;
  const { amount, currency } = cost;
  const ofApps = new Map<string, number>();
  for (const { app } of requests) ofApps.set(app, (ofApps.get(app) ?? 0) + 1);
  for (const [app, count] of ofApps)
    events.count(dispatcherMetrics.spent, { model, app, currency }, (amount * count) / requests.length);
}
