import { gpuKind, type FunctionShape, type PriceBook } from '@harmonybatch/model';
import { billedSeconds } from './billed-duration';

/** What one function, at one size, has run up. A size that is changed begins a new line. */
export interface BillLine {
  readonly name: string;
  readonly type: 'cpu' | 'gpu';
  readonly vcpu: number;
  readonly memoryMb: number;
  readonly gpuMemoryMb?: number;
  readonly gpuType?: string;
  readonly invocations: number;
  /** Items of all batches, whether they were answered or not. */
  readonly items: number;
  readonly billedSeconds: number;
  readonly amount: number;
}

export interface BillStatement {
  /** Name of the price book. */
  readonly prices: string;
  readonly currency: string;
  readonly total: number;
  readonly functions: readonly BillLine[];
}

interface Tally {
  readonly name: string;
  readonly shape: FunctionShape;
  invocations: number;
  items: number;
  billedSeconds: number;
}

/** The provider's own meter: counts executions, knows nothing of plans. Functions that are gone stay on the bill. */
export class Bill {
  private readonly tallies = new Map<string, Tally>();

  constructor(private readonly prices: PriceBook) {}

  /** One execution of `durationSeconds`, cold start not included. */
  add(name: string, shape: FunctionShape, durationSeconds: number, items: number): void {
    const tally = this.tallyOf(name, shape);
    tally.invocations += 1;
    tally.items += items;
    tally.billedSeconds += billedSeconds(durationSeconds, this.prices.billingStepSeconds[shape.type]);
  }

  statement(): BillStatement {
    const functions = [...this.tallies.values()].map((tally) => this.lineOf(tally));
    const total = functions.reduce((sum, line) => sum + line.amount, 0);
    return { prices: this.prices.name, currency: this.prices.currency, total, functions };
  }

  private tallyOf(name: string, shape: FunctionShape): Tally {
    const key = `${name} ${shape.type} ${shape.vcpu} ${shape.memoryMb} ${shape.gpuMemoryMb ?? 0} ${shape.gpuType ?? ''}`;
    let tally = this.tallies.get(key);
    if (tally === undefined) {
      tally = { name, shape, invocations: 0, items: 0, billedSeconds: 0 };
      this.tallies.set(key, tally);
    }
    return tally;
  }

  private lineOf({ name, shape, invocations, items, billedSeconds }: Tally): BillLine {
    const amount = billedSeconds * pricePerSecond(shape, this.prices) + invocations * this.prices.perInvocation;
    return { name, ...shape, invocations, items, billedSeconds, amount };
  }
}

function pricePerSecond(shape: FunctionShape, prices: PriceBook): number {
  const { perVcpuSecond, perMemoryGbSecond, perGpuMemoryGbSecond } = prices.active;
  const host = shape.vcpu * perVcpuSecond + (shape.memoryMb / 1024) * perMemoryGbSecond;
  if (shape.type === 'cpu') return host;
  const gpu = ((shape.gpuMemoryMb ?? 0) / 1024) * (perGpuMemoryGbSecond[gpuKind(shape.gpuType)] ?? 0);
  return gpu + (prices.gpuFunctionsPayHost ? host : 0);
}
