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
  readonly invocations: number;
  readonly busySeconds: number;
  readonly idleSeconds: number;
}

interface Entry {
  active: number;
  invocations: number;
  busySeconds: number;
}

/**
 * What executions cost. A batch in which only some requests count is charged by their part of it, so that the bill is
 * exactly what the requests that count pay.
 */
export class Bill {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly prices: PriceBook) {}

  /** @param share part of the execution that is charged, above 0 and up to 1. */
  charge({ functionName, shape, seconds }: Execution, share: number): void {
    let entry = this.entries.get(functionName);
    if (entry === undefined) {
      entry = { active: 0, invocations: 0, busySeconds: 0 };
      this.entries.set(functionName, entry);
    }
    entry.active += share * invocationCost(this.prices, shape, seconds);
    entry.invocations += 1;
    entry.busySeconds += share * seconds;
  }

  /** @param standBy of every function that was there. */
  byFunction(standBy: readonly StandBy[]): FunctionBill[] {
    return standBy.map(({ functionName, shape, idleSeconds }) => {
      const { active = 0, invocations = 0, busySeconds = 0 } = this.entries.get(functionName) ?? {};
      const idle = idleSeconds * pricePerSecond(this.prices, shape, 'idle');
      return { functionName, shape, active, idle, invocations, busySeconds, idleSeconds };
    });
  }
}
