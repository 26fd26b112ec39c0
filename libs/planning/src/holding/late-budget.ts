import { defaultAttainment, lateShareAt, latencyReach, type PriceBook } from '@harmonybatch/model';
import type { HoldingTerms } from './holding-terms';

/**
 * What an attainment leaves, 1 − attainment, is a budget: of it a part is for batches that meet no free instance, the
 * rest for executions that take long. Where idle instances cost money, a tenth.
 */
const coldPart = 0.1;
/**
 * Where idle instances cost nothing so many are kept that cold starts take a hundredth of the budget. The latencies have
 * all of it: their 99 % point is taken at 2.33 deviations, which leaves as much.
 */
const coldPartWhereFree = 0.01;

/** Whether instances that wait for a batch cost money. */
export const billsIdle = ({ idle }: PriceBook): boolean =>
  idle.perVcpuSecond > 0 ||
  idle.perMemoryGbSecond > 0 ||
  Object.values(idle.perGpuMemoryGbSecond).some((rate) => rate > 0);

const sharesBudget = ({ prices, holding }: HoldingTerms): boolean => holding === 'warm' && billsIdle(prices);

/** Which latency has to fit into an SLO, by `latencyReach`, so that cold starts have their part of what may be late. */
export function reachOf(terms: HoldingTerms, attainment = defaultAttainment): number {
  return latencyReach(sharesBudget(terms) ? attainment + coldPart * (1 - attainment) : attainment);
}

/** Part of the batches of an app with this reach that may meet a cold start. */
export function coldShareOf(terms: HoldingTerms, reach: number): number {
  const late = lateShareAt(reach);
  return sharesBudget(terms) ? (late * coldPart) / (1 - coldPart) : late * coldPartWhereFree;
}
