export type { ArrivalProcess } from './arrivals/arrival-process';
export { type Burstiness, BurstyArrivals } from './arrivals/bursty';
export { type Arrival, MergedArrivals } from './arrivals/merged';
export { PoissonArrivals } from './arrivals/poisson';
export { RecordedArrivals } from './arrivals/recorded';
export { TraceArrivals } from './arrivals/trace';
export { type LatencySummary, percentile, summarise } from './latency-summary';
export { type AppTally, RequestLedger, type RequestStatus } from './request-ledger';
export { SeededRandomness } from './seeded-randomness';
