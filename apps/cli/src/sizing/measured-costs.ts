/**
 * What requests cost, measured on 2 cores (November 2026, Node 24) with `npm run bench -- footprint buffer`: 500 requests a second with 200 bytes
 * of inputs, in batches of 8, Kafka and Redis on the same machine. Per request all of it falls as the rate rises, for more requests share a
 * round trip; so what is derived from it for higher rates is too much rather than too little.
 */
export const measuredCosts = {
  /** CPU of a request in each service, ms. */
  serviceCpuMs: { ingest: 0.42, batcher: 0.44, dispatcher: 0.43 },
  /** CPU of a request in Kafka, all brokers together, without copies to other brokers, ms. */
  kafkaCpuMs: 0.68,
  /** CPU of a request in Redis, all scripts and polls together, ms. */
  redisCpuMs: 0.15,
  /** What an accepted request takes as a record beside its inputs, bytes. */
  recordBytes: 275,
  /** What a request that waits takes in Redis beside its record, bytes. */
  waitingBytes: 382,
  /** What Redis keeps of a request that has left, bytes. */
  factBytes: 99,
} as const;

/** What follows from how the services are built. */
export const fixedBounds = {
  /** Topics that each request is written to: requested, accepted, ready, completed. */
  topicsOfRequest: 4,
  /** How long Kafka keeps them, s. */
  retentionSeconds: 86_400,
  /** How long Redis keeps facts at most, s. */
  factSeconds: 120,
  /** Batches that a dispatcher runs at a time (`HARMONYBATCH_MAX_RUNNING`). */
  runningPerDispatcher: 1_024,
} as const;
