import type { SentRequest } from './send-traffic';
import type { SystemLog } from './system-log';

/** What the emulator has billed so far. */
export interface Bill {
  readonly currency: string;
  readonly total: number;
  /** The part of it that idle instances cost. */
  readonly idle: number;
}

/** Money of the requests, in `currency`. */
export interface MoneyFigures {
  readonly currency: string;
  /** Those that the money is for: not those of the warm-up. */
  readonly requests: number;
  /** By the plan and the group that each request ran under. */
  readonly predicted: number;
  readonly billed: number;
  readonly billedExecutions: number;
  readonly billedIdle: number;
  /** By how much more was billed than predicted, as a part of what was billed. */
  readonly errorShare: number;
}

export async function billOf(fcEndpoint: string): Promise<Bill> {
  const response = await fetch(`${fcEndpoint}/emulator/bill`);
  return (await response.json()) as Bill;
}

/** Of requests that were sent between two readings of the bill. */
export function moneyFigures(
  requests: readonly SentRequest[],
  log: Pick<SystemLog, 'outcomes' | 'groupOf'>,
  before: Bill,
  after: Bill,
): MoneyFigures {
  const predicted = requests.reduce((sum, { id }) => {
    const batch = log.outcomes.get(id)?.[0]?.outcome.batch;
    return sum + ((batch && log.groupOf(batch.epoch, batch.group)?.costPerRequest) ?? 0);
  }, 0);
  const billed = after.total - before.total;
  const billedIdle = after.idle - before.idle;
  return {
    currency: after.currency,
    requests: requests.length,
    predicted,
    billed,
    billedExecutions: billed - billedIdle,
    billedIdle,
    errorShare: (billed - predicted) / billed,
  };
}
