/** What a platform charges, as data. Money is in `currency`; durations are billed in steps where the step is not 0. */
export interface PriceBook {
  readonly name: string;
  /** When these prices held, ISO date. */
  readonly effectiveDate: string;
  /** ISO 4217 code. */
  readonly currency: string;
  /** While an invocation runs. */
  readonly active: ResourceRates;
  /** While an instance is held ready without an invocation. */
  readonly idle: ResourceRates;
  readonly perInvocation: number;
  /** Durations are rounded up to a multiple of this; 0 bills them exactly. */
  readonly billingStepSeconds: { readonly cpu: number; readonly gpu: number };
  /** Whether a GPU function also pays for its vCPU and main memory. */
  readonly gpuFunctionsPayHost: boolean;
  /** How long an instance that was started on demand is held, and billed as idle, after its last invocation. */
  readonly keepAliveSeconds: { readonly cpu: number; readonly gpu: number };
  /** How long such an instance is held, billed or not: no less than `keepAliveSeconds`, and 0 where nobody says. */
  readonly holdSeconds: { readonly cpu: number; readonly gpu: number };
  /** Whether the time in which an instance initialises is billed as if an invocation ran. */
  readonly billsInitialisation: boolean;
  /** Least charge for an hour in which a function ran. */
  readonly minimumPerFunctionHour: { readonly cpu: number; readonly gpu: number };
  /** Rebates: the part of a month's bill, at the prices above, beyond `fromPerMonth` costs `factor` of them. Ascending. */
  readonly tiers: readonly { readonly fromPerMonth: number; readonly factor: number }[];
}

/** Prices of one second of each resource. */
export interface ResourceRates {
  readonly perVcpuSecond: number;
  readonly perMemoryGbSecond: number;
  /** By kind of card, as `gpuKind` names it. */
  readonly perGpuMemoryGbSecond: Readonly<Record<string, number>>;
}
