import type { Bill } from './bill';
import type { ExecutionTally } from './execution-tally';
import type { PlanHistory } from './plan-history';
import type { AppReport, MoneyReport, Spent } from './report';

/** `part / whole`, or null where nothing was counted. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const percentAbove = (value: number | null, base: number | null): number | null =>
  value === null || base === null || base === 0 ? null : (value / base - 1) * 100;

function spentOf(billed: Bill | undefined, tally: ExecutionTally): Spent | null {
  if (billed) {
    const { total, idle } = billed;
    const parts = idle === undefined ? {} : { executions: total - idle, idle };
    return { source: 'emulator-bill', total, perRequest: share(total, tally.executed), ...parts };
  }
  if (tally.costed === 0) return null;
  return { source: 'outcomes', total: tally.cost, perRequest: share(tally.cost, tally.executed) };
}

function predictedOf(tally: ExecutionTally, history: PlanHistory): MoneyReport['predicted'] {
  let total = 0;
  let priced = 0;
  for (const { epoch, group, requests } of tally.groupUses()) {
    const costPerRequest = history.costPerRequest(epoch, group);
    if (costPerRequest === undefined) continue;
    total += costPerRequest * requests;
    priced += requests;
  }
  return { total, perRequest: share(total, priced), requestsWithoutPlan: tally.executed - priced };
}

/** Weighted by requests; `null` as soon as one app cannot be planned alone. */
function alonePerRequest(apps: readonly AppReport[]): number | null {
  let total = 0;
  let requests = 0;
  for (const app of apps) {
    if (app.requests === 0) continue;
    if (app.alone.kind !== 'planned') return null;
    total += app.alone.costPerRequest * app.requests;
    requests += app.requests;
  }
  return share(total, requests);
}

/** @returns `null` where nothing tells the currency: no bill, no cost in any outcome, no plan */
export function moneyReport(
  tally: ExecutionTally,
  history: PlanHistory,
  apps: readonly AppReport[],
  billed: Bill | undefined,
  planCurrency: string | undefined,
): MoneyReport | null {
  const currency = billed?.currency ?? tally.currency ?? planCurrency;
  if (currency === undefined) return null;
  const spent = spentOf(billed, tally);
  const predicted = predictedOf(tally, history);
  const alone = alonePerRequest(apps);
  const saved = percentAbove(predicted.perRequest, alone);
  return {
    currency,
    executed: tally.executed,
    spent,
    predicted,
    differencePercent: spent?.source === 'emulator-bill' ? percentAbove(predicted.perRequest, spent.perRequest) : null,
    alonePerRequest: alone,
    savedPercent: saved === null ? null : -saved,
  };
}
