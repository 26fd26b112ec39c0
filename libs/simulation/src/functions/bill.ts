import { invocationCost, pricePerSecond, type FunctionShape, type PriceBook } from '@harmonybatch/model';
import type { Execution, StandBy } from './simulated-platform';

/** What one function did and cost, in the price book's currency. */
export interface FunctionBill {
  readonly functionName: string;
  readonly shape: FunctionShape;
  /** Price of its executions. */
  readonly active: number;
  /** Price of the time that its instances were ready and ran nothing. */
  readonly idle: number;
  /** Price of the initialisation of instances. */
  readonly initialisation: number;
  /** What hourly minima add. */
  readonly minimum: number;
  readonly invocations: number;
  readonly busySeconds: number;
  readonly idleSeconds: number;
}

/** An hour that is billed, or the part of one: how long it is and what functions idled in it. */
export interface BilledHour {
  readonly seconds: number;
  readonly standBy: readonly StandBy[];
}

interface Entry {
  active: number;
  invocations: number;
  busySeconds: number;
}

const secondsPerHour = 3600;

/**
 * What executions cost. A batch in which only some requests count is charged by their part of it, so that the bill is
 * exactly what the requests that count pay.
 */
export class Bill {
  private readonly hours: Map<string, Entry>[] = [];

  constructor(private readonly prices: PriceBook) {}

  /**
   * @param share part of the execution that is charged, above 0 and up to 1.
   * @param hour which of the billed hours it belongs to, from 0.
   */
  charge({ functionName, shape, seconds }: Execution, share: number, hour: number): void {
    const entries = (this.hours[hour] ??= new Map<string, Entry>());
    let entry = entries.get(functionName);
    if (entry === undefined) {
      entry = { active: 0, invocations: 0, busySeconds: 0 };
      entries.set(functionName, entry);
    }
    entry.active += share * invocationCost(this.prices, shape, seconds);
    entry.invocations += 1;
    entry.busySeconds += share * seconds;
  }

  /** Every function that was there, over all hours; of a part of an hour it pays that part of the minimum. */
  byFunction(hours: readonly BilledHour[]): FunctionBill[] {
    const shapes = new Map(
      hours.flatMap(({ standBy }) => standBy.map((one) => [one.functionName, one.shape] as const)),
    );
    return [...shapes].map(([name, shape]) =>
      hours
        .map((hour, index) => this.hourOf(name, shape, hour, this.hours[index]?.get(name)))
        .reduce((sum, one) => sumOf(sum, one)),
    );
  }

  private hourOf(
    functionName: string,
    shape: FunctionShape,
    { seconds, standBy }: BilledHour,
    { active, invocations, busySeconds }: Entry = { active: 0, invocations: 0, busySeconds: 0 },
  ): FunctionBill {
    const stood = standBy.find((one) => one.functionName === functionName);
    const { idleSeconds, initialisationSeconds } = stood ?? { idleSeconds: 0, initialisationSeconds: 0 };
    const idle = idleSeconds * pricePerSecond(this.prices, shape, 'idle');
    const initialisation = initialisationSeconds * pricePerSecond(this.prices, shape);
    const min = (this.prices.minimumPerFunctionHour[shape.type] * seconds) / secondsPerHour;
    const minimum = invocations === 0 ? 0 : Math.max(0, min - active - idle - initialisation);
    return { functionName, shape, active, idle, initialisation, minimum, invocations, busySeconds, idleSeconds };
  }
}

const sumOf = (one: FunctionBill, other: FunctionBill): FunctionBill => ({
  ...one,
  active: one.active + other.active,
  idle: one.idle + other.idle,
  initialisation: one.initialisation + other.initialisation,
  minimum: one.minimum + other.minimum,
  invocations: one.invocations + other.invocations,
  busySeconds: one.busySeconds + other.busySeconds,
  idleSeconds: one.idleSeconds + other.idleSeconds,
});
