import type { PriceBook } from '../price-book';
import { usualHoldSeconds } from './usual-hold';

/** Eq. 6 with the paper's unit prices taken literally. */
export const paper2023Usd: PriceBook = {
  name: 'paper-2023-usd',
  effectiveDate: '2023-11-01',
  currency: 'USD',
  active: { perVcpuSecond: 1.3e-5, perMemoryGbSecond: 0, perGpuMemoryGbSecond: { ampere: 1.5e-5 } },
  idle: { perVcpuSecond: 0, perMemoryGbSecond: 0, perGpuMemoryGbSecond: { ampere: 0 } },
  perInvocation: 1.3e-7,
  billingStepSeconds: { cpu: 0, gpu: 0 },
  gpuFunctionsPayHost: false,
  keepAliveSeconds: { cpu: 0, gpu: 0 },
  holdSeconds: usualHoldSeconds,
  billsInitialisation: false,
  minimumPerFunctionHour: { cpu: 0, gpu: 0 },
  tiers: [],
};
