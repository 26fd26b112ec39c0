import type { Catalogue } from '../catalogue';
import { alibaba2023 } from './alibaba-2023';

/** The grid of the paper: memory follows the model, however small the vCPU. */
export const paper2023: Catalogue = {
  name: 'paper-2023',
  effectiveDate: '2023-11-01',
  maxPayloadBytes: Infinity,
  idealOf: alibaba2023,
  cpu: {
    minVcpu: 0.05,
    maxVcpu: 16,
    stepVcpu: 0.05,
    memoryStepMb: 64,
    minMemoryMb: 128,
    maxMemoryMb: 32_768,
    minMemoryGbPerVcpu: 1,
    maxMemoryGbPerVcpu: Infinity,
    maxBatchSize: 4,
  },
  gpus: [
    {
      sharing: 'time-sliced',
      card: 'A10',
      gpuType: 'fc.gpu.ampere.1',
      cardMemoryGb: 24,
      stepGb: 1,
      gbPerVcpu: 3,
      stepVcpu: 0,
      maxMemoryGbPerVcpu: Infinity,
      minMemoryMb: 128,
      memoryStepMb: 64,
      maxBatchSize: 32,
    },
  ],
};
