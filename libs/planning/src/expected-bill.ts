import type { ExpectedCost } from './exact/expected-cost';
import type { ExpectedBill } from './plan';

/** The expected bill of a plan: its groups' together. */
export function sumOfCosts(costs: readonly ExpectedCost[], rateHz: number): ExpectedBill {
  const sum = (part: (cost: ExpectedCost) => number): number => costs.reduce((total, cost) => total + part(cost), 0);
  const costPerSecond = sum((cost) => cost.costPerSecond);
  return {
    activePerSecond: sum((cost) => cost.activePerSecond),
    idlePerSecond: sum((cost) => cost.idlePerSecond),
    coldPerSecond: sum((cost) => cost.coldPerSecond),
    minimumPerSecond: sum((cost) => cost.minimumPerSecond),
    costPerSecond,
    costPerRequest: rateHz === 0 ? 0 : costPerSecond / rateHz,
  };
}
