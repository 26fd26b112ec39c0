export * from './arrivals/arrival-process';
export * from './arrivals/bursty';
export * from './arrivals/merged';
export * from './arrivals/poisson';
export * from './arrivals/trace';
export * from './latency-summary';
export * from './request-ledger';
export * from './seeded-randomness';
