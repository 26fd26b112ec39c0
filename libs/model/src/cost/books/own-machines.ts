import type { PriceBook } from '../price-book';

const secondsPerHour = 3600;
/** A machine with one 24 GB card, by the hour; the card is taken as two thirds of its price. */
const machine = { usdPerHour: 1.2, vcpu: 16, memoryGb: 64, gpuMemoryGb: 24, gpuShare: 2 / 3, memoryShare: 1 / 12 };
const perSecond = machine.usdPerHour / secondsPerHour;

const rates = {
  perVcpuSecond: (perSecond * (1 - machine.gpuShare - machine.memoryShare)) / machine.vcpu,
  perMemoryGbSecond: (perSecond * machine.memoryShare) / machine.memoryGb,
  perGpuMemoryGbSecond: Object.fromEntries(
    ['ampere', 'tesla', 'ada'].map((kind) => [kind, (perSecond * machine.gpuShare) / machine.gpuMemoryGb]),
  ),
};

/** An example for machines of one's own: an instance costs its share of a machine for as long as it is there. */
export const ownMachinesUsd: PriceBook = {
  name: 'own-machines-usd',
  effectiveDate: '2026-11-01',
  currency: 'USD',
  active: rates,
  idle: rates,
  perInvocation: 0,
  billingStepSeconds: { cpu: 0, gpu: 0 },
  gpuFunctionsPayHost: true,
  keepAliveSeconds: { cpu: Infinity, gpu: Infinity },
  holdSeconds: { cpu: Infinity, gpu: Infinity },
  billsInitialisation: true,
  minimumPerFunctionHour: { cpu: 0, gpu: 0 },
  tiers: [],
};
