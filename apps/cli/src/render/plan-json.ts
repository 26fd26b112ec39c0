import type { Explanation } from '@harmonybatch/planning';
import type { TimedPlan } from '../plan-file/planned-task';

/** The documented JSON, in its documented order; nothing else a planner may know of its groups. */
export const planJson = (planned: TimedPlan, explanation?: Explanation) => ({
  strategy: planned.strategy,
  model: planned.model,
  prices: planned.prices,
  catalogue: planned.catalogue,
  currency: planned.currency,
  overheadMs: planned.overheadMs,
  holding: planned.holding,
  assumedCards: planned.assumedCards,
  maxItemBytes: planned.maxItemBytes,
  costPerRequest: planned.expected.costPerRequest,
  costPerSecond: planned.expected.costPerSecond,
  expected: planned.expected,
  ownEstimate: { costPerRequest: planned.costPerRequest, costPerSecond: planned.costPerSecond },
  planningMs: planned.planningMs,
  groups: planned.groups.map((group) => ({
    apps: group.apps.map(({ name, sloMs, rateHz, attainment, share, timeoutMs }) => ({
      name,
      sloMs,
      rateHz,
      attainment,
      share,
      timeoutMs,
    })),
    function: group.function,
    batchSize: group.batchSize,
    latencyMs: { avg: group.latencyMs.avg, max: group.latencyMs.max },
    costPerRequest: group.expectedCostPerRequest,
    meanBatchSize: group.meanBatchSize,
    warmInstances: group.warmInstances,
    coldShare: group.coldShare,
    moneyPerSecond: group.moneyPerSecond,
  })),
  notes: planned.notes,
  explanation,
});
