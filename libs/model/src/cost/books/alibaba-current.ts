import type { PriceBook, ResourceRates } from '../price-book';
import { usualHoldSeconds } from './usual-hold';

/** Compute units that a second of each resource uses (Function Compute billing overview, since 2024-08-27). */
const activeUnits = { vcpu: 1, memoryGb: 0.15, gpuGb: { tesla: 2.1, ada: 1.5 } };
const idleUnits = { vcpu: 0, memoryGb: 0.15, gpuGb: { tesla: 0.5, ada: 0.25 } };
const unitsPerInvocation = 75 / 10_000;
const million = 1_000_000;

const ratesAt = (pricePerUnit: number, units: typeof activeUnits): ResourceRates => ({
  perVcpuSecond: units.vcpu * pricePerUnit,
  perMemoryGbSecond: units.memoryGb * pricePerUnit,
  perGpuMemoryGbSecond: { tesla: units.gpuGb.tesla * pricePerUnit, ada: units.gpuGb.ada * pricePerUnit },
});

/**
 * What both regions share; a minute of idle time after the last request is billed on CPU functions since 2025-12-09. Hooks
 * of an instance's life, its initializer among them, are billed as requests are.
 */
const bookAt = (
  name: string,
  currency: string,
  unitPrice: number,
  minimumPerHour: number,
): Omit<PriceBook, 'tiers'> => ({
  name,
  effectiveDate: '2025-12-09',
  currency,
  active: ratesAt(unitPrice, activeUnits),
  idle: ratesAt(unitPrice, idleUnits),
  perInvocation: unitsPerInvocation * unitPrice,
  billingStepSeconds: { cpu: 0.001, gpu: 1 },
  gpuFunctionsPayHost: true,
  keepAliveSeconds: { cpu: 60, gpu: 0 },
  holdSeconds: { cpu: 60, gpu: usualHoldSeconds.gpu },
  billsInitialisation: true,
  minimumPerFunctionHour: { cpu: minimumPerHour, gpu: 0 },
});

const cnyPerUnit = 0.00011;

/** List prices of the mainland regions, without promotions. */
export const alibabaCurrentCny: PriceBook = {
  ...bookAt('alibaba-current-cny', 'CNY', cnyPerUnit, 0.01),
  tiers: [
    { fromPerMonth: 200 * million * cnyPerUnit, factor: 0.0001 / cnyPerUnit },
    { fromPerMonth: 1000 * million * cnyPerUnit, factor: 0.00009 / cnyPerUnit },
  ],
};

const usdPerUnit = 0.00002;

/** List prices of the international site, without promotions; the hourly minimum was announced for the mainland alone. */
export const alibabaCurrentUsd: PriceBook = {
  ...bookAt('alibaba-current-usd', 'USD', usdPerUnit, 0),
  tiers: [
    { fromPerMonth: 100 * million * usdPerUnit, factor: 0.000017 / usdPerUnit },
    { fromPerMonth: 500 * million * usdPerUnit, factor: 0.000014 / usdPerUnit },
  ],
};
