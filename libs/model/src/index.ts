export { type AttainmentVerdict, attainmentVerdict } from './probability/attainment-verdict';
export { poissonUpperTail } from './probability/poisson-tail';
export { type TailChange, TailDetector } from './calibration/tail-detector';
export { initialisationCost } from './cost/initialisation-cost';
export { BatchWindow } from './arrivals/batch-window';
export { batchSizeProbabilities, meanWindowSeconds, poissonProbabilities } from './arrivals/batch-size';
export { equivalentTimeoutSeconds, requestsInWindow, type TimedArrivals } from './arrivals/equivalent-timeout';
export { type ArrivalClasses, Followers } from './arrivals/followers';
export { calibratedProfile, type ProfileFactors, uncalibrated, sameFactors } from './calibration/calibrated-profile';
export { type Drift, DriftDetector } from './calibration/drift-detector';
export { expectedBilledSeconds } from './cost/expected-billing';
export {
  billedInSteps,
  billedSeconds,
  gpuKind,
  invocationCost,
  isPriced,
  pricePerSecond,
} from './cost/invocation-cost';
export { monthlyBill } from './cost/monthly-bill';
export type { PriceBook, ResourceRates } from './cost/price-book';
export { priceBooks } from './cost/price-books';
export { batchSeconds, minBatchSeconds } from './execution/batch-duration';
export { ExecutionLaw } from './execution/execution-law';
export type { RandomDraws } from './execution/random-draws';
export { cycleSeconds, timeSlicedSeconds } from './execution/time-slicing';
export type { Catalogue } from './functions/catalogue';
export { catalogues } from './functions/catalogues';
export type { FunctionShape } from './functions/function-shape';
export { cpuShape, gpuShapes, payloadBatchLimit, shapeFault, vcpuAt, vcpuSizes } from './functions/function-shapes';
export { curveKnots, curveRange, curveSeconds } from './latency/cpu-curve';
export { cpuLatency, isKnownVcpu, knownVcpu, maxCpuBatchSize } from './latency/cpu-latency';
export { gpuBatchLimit, gpuKnots, gpuLatency, wholeCardSeconds } from './latency/gpu-latency';
export type { Latency } from './latency/latency';
export { latencyOf } from './latency/latency-of';
export type {
  CpuCurve,
  CpuProfile,
  CpuQuantile,
  CurveFit,
  GpuProfile,
  MeasuredBatch,
  MeasuredPoint,
  ModelProfile,
  ProfileFit,
  Range,
} from './latency/model-profile';
export { profileFault, type ProfileFault } from './latency/profile-fault';
export { extrapolation } from './latency/profile-range';
export {
  defaultAttainment,
  latencyDeviationSeconds,
  latencyQuantileSeconds,
  latencyReach,
  lateShareAt,
} from './latency/quantile';
export { type HistogramBucket, histogramBuckets, LogHistogram } from './probability/log-histogram';
export { normalCdf, normalQuantile } from './probability/normal';
export { shippedProfiles } from './profiles/shipped-profiles';
export { todaysPlatform } from './todays-platform';
