import type { Bill, BilledHour } from '../functions/bill';
import type { StandBy } from '../functions/simulated-platform';
import type { SimulationInput } from './simulation-input';
import type { BillReport } from './simulation-report';

const million = 1e6;

/** What the functions idled between two moments; those removed before the first have idled nothing in between. */
export function idleBetween(before: readonly StandBy[], after: readonly StandBy[]): StandBy[] {
  const earlier = new Map(before.map(({ functionName, idleSeconds }) => [functionName, idleSeconds]));
  return after.map((standBy) => ({
    ...standBy,
    idleSeconds: standBy.idleSeconds - (earlier.get(standBy.functionName) ?? 0),
  }));
}

/** @param requests how many the bill is for. */
export function billReport(
  { prices, durationSeconds, warmUpSeconds }: SimulationInput,
  bill: Bill,
  hours: readonly BilledHour[],
  requests: number,
): BillReport {
  const byFunction = bill.byFunction(hours);
  const active = byFunction.reduce((sum, one) => sum + one.active, 0);
  const idle = byFunction.reduce((sum, one) => sum + one.idle, 0);
  const minimum = byFunction.reduce((sum, one) => sum + one.minimum, 0);
  const total = active + idle + minimum;
  return {
    currency: prices.currency,
    active,
    idle,
    minimum,
    total,
    perMillionRequests: requests === 0 ? null : (total / requests) * million,
    perSecond: total / (durationSeconds - warmUpSeconds),
    byFunction,
  };
}
