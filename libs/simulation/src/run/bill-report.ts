import type { Bill, BilledHour } from '../functions/bill';
import type { StandBy } from '../functions/simulated-platform';
import type { SimulationInput } from './simulation-input';
import type { BillReport } from './simulation-report';

const million = 1e6;

/** What the functions idled and initialised between two moments; those removed before the first have idled nothing in between. */
export function idleBetween(before: readonly StandBy[], after: readonly StandBy[]): StandBy[] {
  const earlier = new Map(before.map((standBy) => [standBy.functionName, standBy]));
  return after.map((standBy) => {
    const { idleSeconds = 0, initialisationSeconds = 0 } = earlier.get(standBy.functionName) ?? {};
    return {
      ...standBy,
      idleSeconds: standBy.idleSeconds - idleSeconds,
      initialisationSeconds: standBy.initialisationSeconds - initialisationSeconds,
    };
  });
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
  const initialisation = byFunction.reduce((sum, one) => sum + one.initialisation, 0);
  const minimum = byFunction.reduce((sum, one) => sum + one.minimum, 0);
  const total = active + idle + initialisation + minimum;
  return {
    currency: prices.currency,
    active,
    idle,
    initialisation,
    minimum,
    total,
    perMillionRequests: requests === 0 ? null : (total / requests) * million,
    perSecond: total / (durationSeconds - warmUpSeconds),
    byFunction,
  };
}
