import { plan, planningDefaults, planRequestOf, type AppDemand, type Plan } from '@harmonybatch/planning';
import { simulate, type SimulationReport, type Traffic } from '@harmonybatch/simulation';
import type { EvaluatedModel, Setting } from './context';

/** A plan and what became of it on simulated functions. */
export interface Outcome {
  readonly strategy: string;
  readonly plan: Plan;
  /** Of active and idle time, in the currency of the prices. */
  readonly costPerMillion: number;
  readonly predictedPerMillion: number;
  /** Part of the requests that were not answered within their SLO. */
  readonly violations: number;
  readonly report: SimulationReport;
}

const maxSeconds = 10_800;
const minSeconds = 10;
/** Plans keep so much of every SLO, ms: a batch that leaves at the last moment is late by the clock's resolution. */
const timersMs = 1;
const million = 1e6;
const noDelay = { acceptMs: 0, emitMs: 0, answerMs: 0 };

/** How a comparison is simulated: so many requests, or traffic of its own with re-plans as live. */
export type Simulated = (
  | { readonly requests: number; readonly seed: number }
  | { readonly traffic: Traffic; readonly durationSeconds: number; readonly seed: number }
) & { readonly sizeAwareDeadlines?: boolean };

/** Plans without simulating; null where the strategy cannot serve some app. */
export function planWith(
  strategy: string,
  { name, profile }: EvaluatedModel,
  setting: Setting,
  apps: readonly AppDemand[],
): Plan | null {
  const terms = { ...planningDefaults, ...setting, strategy, overheadMs: timersMs };
  const result = plan(planRequestOf({ name, profile }, terms, apps));
  return result.kind === 'planned' ? result.plan : null;
}

/**
 * Plans, and runs the plan on simulated functions with noisy latencies; null where the strategy cannot serve some app.
 * All strategies meet the same arrivals.
 */
export async function outcomeOf(
  strategy: string,
  model: EvaluatedModel,
  setting: Setting,
  apps: readonly AppDemand[],
  simulated: Simulated,
): Promise<Outcome | null> {
  const made = planWith(strategy, model, setting, apps);
  if (made === null) return null;
  const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
  const own = 'traffic' in simulated;
  const report = await simulate({
    model: model.name,
    profile: model.profile,
    prices: setting.prices,
    catalogue: setting.catalogue,
    assumedCards: setting.assumedCards,
    strategy,
    apps,
    arrivals: own ? simulated.traffic : { kind: 'poisson' },
    durationSeconds: own
      ? simulated.durationSeconds
      : Math.min(maxSeconds, Math.max(minSeconds, simulated.requests / rateHz)),
    warmUpSeconds: 0,
    seed: simulated.seed,
    overheadMs: timersMs,
    hops: noDelay,
    plans: own ? 'live' : 'fixed',
    replanner: { sizeAwareDeadlines: simulated.sizeAwareDeadlines ?? false },
  });
  const { bill, total, predictedPerSecond } = report;
  const costPerMillion = bill.perMillionRequests ?? 0;
  return {
    strategy,
    plan: made,
    costPerMillion,
    predictedPerMillion: own
      ? bill.perSecond === 0
        ? 0
        : (costPerMillion * predictedPerSecond) / bill.perSecond
      : made.expected.costPerRequest * million,
    violations: total.attainment === null ? 0 : 1 - total.attainment,
    report,
  };
}
