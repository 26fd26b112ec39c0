import type { PriceBook } from '../price-book';
import { usualHoldSeconds } from './usual-hold';

/** As the published prototype bills: GPU seconds are rounded up, and a GPU function pays its host too. */
export const prototype2023Cny: PriceBook = {
  name: 'prototype-2023-cny',
  effectiveDate: '2023-12-14',
  currency: 'CNY',
  active: { perVcpuSecond: 0.00009, perMemoryGbSecond: 0.000009, perGpuMemoryGbSecond: { ampere: 0.00011 } },
  idle: { perVcpuSecond: 0, perMemoryGbSecond: 0, perGpuMemoryGbSecond: { ampere: 0 } },
  perInvocation: 0.009 / 10_000,
  billingStepSeconds: { cpu: 0, gpu: 1 },
  gpuFunctionsPayHost: true,
  keepAliveSeconds: { cpu: 0, gpu: 0 },
  holdSeconds: usualHoldSeconds,
  billsInitialisation: false,
  minimumPerFunctionHour: { cpu: 0, gpu: 0 },
  tiers: [],
};
