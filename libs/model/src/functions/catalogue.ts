/** Which function shapes exist on a platform, as data. */
export interface Catalogue {
  readonly name: string;
  /** When these limits held, ISO date. */
  readonly effectiveDate: string;
  readonly cpu: {
    readonly minVcpu: number;
    readonly maxVcpu: number;
    readonly stepVcpu: number;
    readonly memoryStepMb: number;
    readonly minMemoryMb: number;
    readonly maxMemoryMb: number;
    readonly minMemoryGbPerVcpu: number;
    readonly maxMemoryGbPerVcpu: number;
    readonly maxBatchSize: number;
  };
  readonly gpu: {
    readonly card: string;
    /** Name of the card in the platform's API. */
    readonly gpuType: string;
    readonly cardMemoryGb: number;
    readonly stepGb: number;
    /** A function with this much GPU memory gets one vCPU. */
    readonly gbPerVcpu: number;
    /** vCPU are rounded up to this step; 0 leaves them exact. */
    readonly stepVcpu: number;
    readonly maxMemoryGbPerVcpu: number;
    readonly minMemoryMb: number;
    readonly memoryStepMb: number;
    readonly maxBatchSize: number;
  };
}

const a10 = {
  card: 'A10',
  gpuType: 'fc.gpu.ampere.1',
  cardMemoryGb: 24,
  stepGb: 1,
  gbPerVcpu: 3,
  minMemoryMb: 128,
  memoryStepMb: 64,
  maxBatchSize: 32,
} as const;

const cpuGrid = {
  minVcpu: 0.05,
  maxVcpu: 16,
  stepVcpu: 0.05,
  memoryStepMb: 64,
  minMemoryMb: 128,
  maxMemoryMb: 32_768,
  minMemoryGbPerVcpu: 1,
  maxBatchSize: 4,
} as const;

/** The grid of the paper: memory follows the model, however small the vCPU. */
const paper2023: Catalogue = {
  name: 'paper-2023',
  effectiveDate: '2023-11-01',
  cpu: { ...cpuGrid, maxMemoryGbPerVcpu: Infinity },
  gpu: { ...a10, stepVcpu: 0, maxMemoryGbPerVcpu: Infinity },
};

/** What the platform accepted in 2023: slices of an A10, vCPU on its grid, at most 4 GB of memory a vCPU. */
const alibaba2023: Catalogue = {
  name: 'alibaba-2023',
  effectiveDate: '2023-12-14',
  cpu: { ...cpuGrid, maxMemoryGbPerVcpu: 4 },
  gpu: { ...a10, stepVcpu: 0.05, maxMemoryGbPerVcpu: 4 },
};

export const catalogues: Readonly<Record<string, Catalogue>> = {
  [paper2023.name]: paper2023,
  [alibaba2023.name]: alibaba2023,
};
