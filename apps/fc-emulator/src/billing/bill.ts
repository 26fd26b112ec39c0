import { gpuKind, type FunctionShape, type PriceBook, type ResourceRates } from '@harmonybatch/model';

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
  /** For which instances stood ready and ran nothing, all of them together. */
  readonly idleSeconds: number;
  /** What idle instances cost. */
  readonly idleAmount: number;
  /** For which instances initialised, in billing steps, as far as that is billed. */
  readonly initialisationSeconds: number;
  readonly initialisationAmount: number;
  /** What executions, initialisations and idle instances cost. */
  readonly amount: number;
}

export interface BillStatement {
  /** Name of the price book. */
  readonly prices: string;
  readonly currency: string;
  readonly total: number;
  /** The part of the total that idle instances cost. */
  readonly idle: number;
  /** The part of the total that the initialisation of instances cost. */
  readonly initialisation: number;
  readonly functions: readonly BillLine[];
}

interface Tally {
  readonly name: string;
  readonly shape: FunctionShape;
  invocations: number;
  items: number;
  billedSeconds: number;
  idleSeconds: number;
  initialisationSeconds: number;
}

/** The provider's own meter: counts executions and idle instances, knows nothing of plans. Functions that were removed stay on the bill. */
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

  /** Instances of a function stood ready for `seconds`, all of them together, and ran nothing. */
  addIdle(name: string, shape: FunctionShape, seconds: number): void {
    this.tallyOf(name, shape).idleSeconds += seconds;
  }

  /** An instance of a function initialised for `seconds`: a hook of its life, billed like a request where the book says so. */
  addInitialisation(name: string, shape: FunctionShape, seconds: number): void {
    if (!this.prices.billsInitialisation) return;
    const step = this.prices.billingStepSeconds[shape.type];
    this.tallyOf(name, shape).initialisationSeconds += billedSeconds(seconds, step);
  }

  statement(): BillStatement {
    const functions = [...this.tallies.values()].map((tally) => this.lineOf(tally));
    const total = functions.reduce((sum, line) => sum + line.amount, 0);
    const idle = functions.reduce((sum, line) => sum + line.idleAmount, 0);
    const initialisation = functions.reduce((sum, line) => sum + line.initialisationAmount, 0);
    return { prices: this.prices.name, currency: this.prices.currency, total, idle, initialisation, functions };
  }

  private tallyOf(name: string, shape: FunctionShape): Tally {
    const key = `${name} ${shape.type} ${shape.vcpu} ${shape.memoryMb} ${shape.gpuMemoryMb ?? 0} ${shape.gpuType ?? ''}`;
    let tally = this.tallies.get(key);
    if (tally === undefined) {
      tally = { name, shape, invocations: 0, items: 0, billedSeconds: 0, idleSeconds: 0, initialisationSeconds: 0 };
      this.tallies.set(key, tally);
    }
    return tally;
  }

  private lineOf({ shape, ...counted }: Tally): BillLine {
    const { active, idle, perInvocation } = this.prices;
    const executions = counted.billedSeconds * this.pricePerSecond(shape, active) + counted.invocations * perInvocation;
    const idleAmount = counted.idleSeconds * this.pricePerSecond(shape, idle);
    const initialisationAmount = counted.initialisationSeconds * this.pricePerSecond(shape, active);
    const amount = executions + idleAmount + initialisationAmount;
    return { ...counted, ...shape, idleAmount, initialisationAmount, amount };
  }

  private pricePerSecond(shape: FunctionShape, rates: ResourceRates): number {
    const { perVcpuSecond, perMemoryGbSecond, perGpuMemoryGbSecond } = rates;
    const host = shape.vcpu * perVcpuSecond + (shape.memoryMb / 1024) * perMemoryGbSecond;
    if (shape.type === 'cpu') return host;
    const gpu = ((shape.gpuMemoryMb ?? 0) / 1024) * (perGpuMemoryGbSecond[gpuKind(shape.gpuType)] ?? 0);
    return gpu + (this.prices.gpuFunctionsPayHost ? host : 0);
  }
}

/** Relative slack below which a duration counts as on the step: 2.0000000001 s is two steps of 1 s, not three. */
const roundingSlack = 1e-9;

/** A duration rounded up to the billing step, s; a step of 0 bills it exactly. */
export function billedSeconds(durationSeconds: number, stepSeconds: number): number {
  if (stepSeconds <= 0) return durationSeconds;
  const steps = durationSeconds / stepSeconds;
  return Math.max(0, Math.ceil(steps - roundingSlack * Math.max(1, steps))) * stepSeconds;
}
