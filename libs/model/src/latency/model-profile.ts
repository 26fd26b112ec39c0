/** Eq. 1: `L(c) = alpha · exp(−c / beta) + gamma`, seconds; a curve that names no form is of this one. */
export interface ExponentialCurve {
  readonly form?: 'exponential';
  readonly alphaSeconds: number;
  readonly betaVcpu: number;
  /** Below 0 only where the profile says on which vCPU it was measured: the curve holds there and nowhere else. */
  readonly gammaSeconds: number;
}

/** `L(c) = work / c + base`, seconds: work that a share of the cores is given, and what no core makes faster. */
export interface ReciprocalCurve {
  readonly form: 'reciprocal';
  readonly workVcpuSeconds: number;
  /** Below 0 only where the profile says on which vCPU it was measured. */
  readonly baseSeconds: number;
}

/** What was measured, in order of vCPU; between two points the latency is a line over `1 / c`, outside of them unknown. */
export interface MeasuredCurve {
  readonly form: 'measured';
  readonly points: readonly MeasuredPoint[];
}

export interface MeasuredPoint {
  readonly vcpu: number;
  readonly seconds: number;
}

/** Latency of batches of one size over the vCPU of a function. */
export type CpuCurve = ExponentialCurve | ReciprocalCurve | MeasuredCurve;

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
  /** The batch sizes with which it was measured; all that it has curves of where absent. */
  readonly measuredBatchSizes?: Range;
  /** Measured quantiles beside average and maximum. */
  readonly quantiles?: readonly CpuQuantile[];
  /** How long an instance initialises before its first batch, on average; where absent a plan knows of no such time. */
  readonly initialisationSeconds?: number;
  readonly fit?: ProfileFit;
}

/** A quantile of the latency, as a curve a batch size. */
export interface CpuQuantile {
  /** The share of executions that take no longer, such as 0.95. */
  readonly share: number;
  readonly curves: readonly CpuCurve[];
  /** Half the 95 % confidence interval of the measured quantiles beside them, the mean over the points. */
  readonly spreadShare?: number;
}

/** How well a profile tells what was measured; every share is relative to the measured latency. */
export interface ProfileFit {
  /** Sizes of function and batch that were measured, and invocations of them. */
  readonly points: number;
  readonly runs: number;
  readonly avg: CurveFit;
  readonly max: CurveFit;
}

/** Errors of fitted curves, relative to what was measured. */
export interface CurveFit {
  /** Root of the mean square at the points that were fitted. */
  readonly residualShare: number;
  /** Largest error at a point that the fit had not seen. */
  readonly heldOutShare: number;
  /** Half the 95 % confidence interval of what was measured, the mean over the points. */
  readonly confidenceShare: number;
}

/** What batches of one size took on the whole card: the mean and the 99 % point. */
export interface MeasuredBatch {
  readonly batchSize: number;
  readonly avgSeconds: number;
  readonly maxSeconds: number;
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
  /** By what 99 % points lie beyond what follows from the rest, as executions were observed; no registered profile has it. */
  readonly tailFactor?: number;
  readonly wholeCard?: { readonly maxXi1SecondsPerRequest: number; readonly maxXi2Seconds: number };
  /** How long an instance initialises before its first batch, on average; where absent a plan knows of no such time. */
  readonly initialisationSeconds?: number;
  /**
   * Where latencies on the whole card are no line over the batch: what was measured, in order of batch size from 1, in place
   * of `ξ1`, `ξ2` and `wholeCard`. From one size to the next it is a line; beyond the last one nothing is known.
   */
  readonly measured?: readonly MeasuredBatch[];
  readonly fit?: ProfileFit;
}

export interface ModelProfile {
  readonly cpu?: CpuProfile;
  readonly gpu?: GpuProfile;
}
