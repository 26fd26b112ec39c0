/** One fitted curve of Eq. 1: `L(c) = alpha · exp(−c / beta) + gamma`, seconds. */
export interface CpuCurve {
  readonly alphaSeconds: number;
  readonly betaVcpu: number;
  readonly gammaSeconds: number;
}

/** From the least to the most, both included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Latency of a model on CPU functions; entry `b − 1` of a list belongs to batch size `b`. */
export interface CpuProfile {
  readonly memoryMb: { readonly slopeMbPerRequest: number; readonly baseMb: number };
  readonly avg: readonly CpuCurve[];
  readonly max: readonly CpuCurve[];
  /** The vCPU on which it was measured; what a plan takes from outside is an extrapolation, and the plan says so. */
  readonly measuredVcpu?: Range;
}

/** Latency of a model on GPU functions, as measured on the whole card. */
export interface GpuProfile {
  readonly card: string;
  readonly cardMemoryGb: number;
  /** τ: one unit time slice of the scheduler. */
  readonly timeSliceSeconds: number;
  /** ξ1, ξ2 of Eq. 2: `L0(b) = ξ1 · b + ξ2`. */
  readonly xi1SecondsPerRequest: number;
  readonly xi2Seconds: number;
  /** Main memory of a GPU function. */
  readonly memoryMb: number;
  /** Largest batch that fits into 1 GB, 2 GB, …; past the end of the list any batch fits. */
  readonly batchLimitByGb: readonly number[];
  /** The batch sizes with which it was measured; 1 to 32 where absent. */
  readonly measuredBatchSizes?: Range;
  /** Part of `L0` spent on the GPU and on the host CPU; they add up to 1. */
  readonly gpuShare: number;
  readonly cpuShare: number;
  /** Fit of the measured 99 % point of the GPU's part on a card held whole: `maxξ1 · b + maxξ2`. */
  readonly wholeCard?: { readonly maxXi1SecondsPerRequest: number; readonly maxXi2Seconds: number };
}

export interface ModelProfile {
  readonly cpu?: CpuProfile;
  readonly gpu?: GpuProfile;
}
