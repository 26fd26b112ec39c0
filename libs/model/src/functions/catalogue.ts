/** Which function shapes exist on a platform, as data. */
export interface Catalogue {
  readonly name: string;
  /** When these limits held, ISO date. */
  readonly effectiveDate: string;
  /** Largest body of one invocation, bytes: a batch of the model's largest items has to fit. */
  readonly maxPayloadBytes: number;
  /** For a grid that is no platform's: the catalogue of the platform it stands for, which may lack functions of this one. */
  readonly idealOf?: Catalogue;
  /** Most instances of one function; 100, what the platform gives by default, where absent. */
  readonly maxInstancesPerFunction?: number;
  readonly cpu: CpuOffer;
  readonly gpus: readonly GpuOffer[];
}

/** CPU functions: any vCPU of the grid, with memory in proportion. */
export interface CpuOffer {
  readonly minVcpu: number;
  readonly maxVcpu: number;
  readonly stepVcpu: number;
  readonly memoryStepMb: number;
  readonly minMemoryMb: number;
  readonly maxMemoryMb: number;
  readonly minMemoryGbPerVcpu: number;
  readonly maxMemoryGbPerVcpu: number;
  readonly maxBatchSize: number;
}

/** GPU functions on one kind of card. */
export type GpuOffer = SlicedGpu | WholeGpu;

/** A card shared by time slices: a function gets as much of the card's time as it holds of its memory. */
export interface SlicedGpu {
  readonly sharing: 'time-sliced';
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
}

/** A card that a function holds whole. */
export interface WholeGpu {
  readonly sharing: 'whole-card';
  readonly card: string;
  readonly gpuType: string;
  readonly cardMemoryGb: number;
  /** The hosts that the planner chooses from; the platform may offer more of them in between. */
  readonly hosts: readonly { readonly vcpu: number; readonly memoryMb: number }[];
  readonly maxBatchSize: number;
}
