import type { StageEvents } from '@harmonybatch/ports';
import { dispatcherMetrics, sloClassOf } from '@harmonybatch/telemetry';
import type { Outcome } from '../records/outcome-record';

const msPerSecond = 1_000;

/** Whether it is an answer that came by its deadline. */
export const isInTime = ({ status, timing }: Outcome): boolean => status === 'ok' && timing.lateByMs === undefined;

/** Counts a request of a model whose outcome was acknowledged, at `nowMs`, epoch ms. */
export function countOutcome(events: StageEvents, model: string, outcome: Outcome, nowMs: number): void {
  const { app, status, sloMs, timing } = outcome;
  const ofRequest = { model, app, slo_class: sloClassOf(sloMs ?? Infinity) };
  events.count(dispatcherMetrics.completed, { ...ofRequest, status });
  if (isInTime(outcome)) events.count(dispatcherMetrics.inSlo, ofRequest);
  events.observe(dispatcherMetrics.requestLatency, ofRequest, Math.max(0, nowMs - timing.arrivedAtMs) / msPerSecond);
}
