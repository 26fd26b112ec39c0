/** What a platform charges, as data. Money is in `currency`; durations are billed in steps where the step is not 0. */
export interface PriceBook {
  readonly name: string;
  /** When these prices held, ISO date. */
  readonly effectiveDate: string;
  /** ISO 4217 code. */
  readonly currency: string;
  readonly perVcpuSecond: number;
  readonly perMemoryGbSecond: number;
  readonly perGpuMemoryGbSecond: number;
  readonly perInvocation: number;
  /** Durations are rounded up to a multiple of this; 0 bills them exactly. */
  readonly billingStepSeconds: { readonly cpu: number; readonly gpu: number };
  /** Whether a GPU function also pays for its vCPU and main memory. */
  readonly gpuFunctionsPayHost: boolean;
}

/** Eq. 6 with the paper's unit prices taken literally. */
const paper2023Usd: PriceBook = {
  name: 'paper-2023-usd',
  effectiveDate: '2023-11-01',
  currency: 'USD',
  perVcpuSecond: 1.3e-5,
  perMemoryGbSecond: 0,
  perGpuMemoryGbSecond: 1.5e-5,
  perInvocation: 1.3e-7,
  billingStepSeconds: { cpu: 0, gpu: 0 },
  gpuFunctionsPayHost: false,
};

/** As the published prototype bills: GPU seconds are rounded up, and a GPU function pays its host too. */
const prototype2023Cny: PriceBook = {
  name: 'prototype-2023-cny',
  effectiveDate: '2023-12-14',
  currency: 'CNY',
  perVcpuSecond: 0.00009,
  perMemoryGbSecond: 0.000009,
  perGpuMemoryGbSecond: 0.00011,
  perInvocation: 0.009 / 10_000,
  billingStepSeconds: { cpu: 0, gpu: 1 },
  gpuFunctionsPayHost: true,
};

export const priceBooks: Readonly<Record<string, PriceBook>> = {
  [paper2023Usd.name]: paper2023Usd,
  [prototype2023Cny.name]: prototype2023Cny,
};
