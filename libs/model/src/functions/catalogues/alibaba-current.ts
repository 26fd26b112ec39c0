import type { Catalogue } from '../catalogue';

const maxBatchSize = 32;

/**
 * What the platform offers since cards are held whole (billing FAQ of Function Compute 3.0, 2026): no time slices, and a
 * host of few sizes beside each card. Of the T4's hosts, which come in steps of 0.05 vCPU, those of whole cores are named.
 */
export const alibabaCurrent: Catalogue = {
  name: 'alibaba-current',
  effectiveDate: '2026-08-01',
  maxPayloadBytes: 32 * 1024 * 1024,
  cpu: {
    minVcpu: 0.05,
    maxVcpu: 16,
    stepVcpu: 0.05,
    memoryStepMb: 64,
    minMemoryMb: 128,
    maxMemoryMb: 32_768,
    minMemoryGbPerVcpu: 1,
    maxMemoryGbPerVcpu: 4,
    maxBatchSize: 4,
  },
  gpus: [
    {
      sharing: 'whole-card',
      card: 'T4',
      gpuType: 'fc.gpu.tesla.1',
      cardMemoryGb: 16,
      hosts: [
        { vcpu: 1, memoryMb: 2048 },
        { vcpu: 2, memoryMb: 4096 },
        { vcpu: 4, memoryMb: 8192 },
        { vcpu: 8, memoryMb: 32_768 },
      ],
      maxBatchSize,
    },
    {
      sharing: 'whole-card',
      card: 'Ada 48 GB',
      gpuType: 'fc.gpu.ada.1',
      cardMemoryGb: 48,
      hosts: [
        { vcpu: 4, memoryMb: 32_768 },
        { vcpu: 8, memoryMb: 65_536 },
        { vcpu: 16, memoryMb: 98_304 },
      ],
      maxBatchSize,
    },
    {
      sharing: 'whole-card',
      card: 'Ada 24 GB',
      gpuType: 'fc.gpu.ada.2',
      cardMemoryGb: 24,
      hosts: [
        { vcpu: 8, memoryMb: 32_768 },
        { vcpu: 16, memoryMb: 65_536 },
      ],
      maxBatchSize,
    },
    {
      sharing: 'whole-card',
      card: 'Ada 48 GB, second kind',
      gpuType: 'fc.gpu.ada.3',
      cardMemoryGb: 48,
      hosts: [
        { vcpu: 8, memoryMb: 65_536 },
        { vcpu: 16, memoryMb: 98_304 },
      ],
      maxBatchSize,
    },
  ],
};
