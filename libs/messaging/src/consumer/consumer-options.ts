import type { OpenRecordOptions } from './open-records';

/** How the consumers of a service read. */
export interface ConsumerOptions extends OpenRecordOptions {
  readonly topicPrefix: string;
  /** Name of the service: part of its consumer groups' names. */
  readonly service: string;
  readonly sessionTimeoutMs: number;
  /** How long the broker holds a fetch back that has nothing to bring; it bounds how long leaving takes. */
  readonly maxWaitTimeMs: number;
  readonly commitIntervalMs: number;
  /** How long state topics may be idle before their end offsets until the rest is assumed to be compacted away, ms. */
  readonly stateIdleMs: number;
}

export const defaultConsumerOptions = {
  sessionTimeoutMs: 6000,
  maxWaitTimeMs: 100,
  commitIntervalMs: 250,
  stateIdleMs: 10_000,
  maxOpenRecords: 20_000,
  maxOpenBytes: 256 * 1024 * 1024,
} as const;

/** A consumer learns by its next heartbeat that another one left: until then the partitions of that one stand still. */
const maxHeartbeatIntervalMs = 200;
/** A consumer that is alone in its group has nothing to learn by heartbeats, and its topics are silent for long. */
const loneMaxWaitTimeMs = 250;

/** How soon partitions that were added are read, and a topic that was recreated is noticed at the latest, ms. */
export const metadataMaxAgeMs = 3_000;

const recommendedHeartbeatMs = (sessionTimeoutMs: number): number => Math.floor(sessionTimeoutMs / 3);

export const heartbeatIntervalMs = (sessionTimeoutMs: number): number =>
  Math.min(maxHeartbeatIntervalMs, recommendedHeartbeatMs(sessionTimeoutMs));

const mebibyte = 1024 * 1024;

/** What all of our kafkajs consumers have in common. */
export const consumerConfig = (terms: ConsumerOptions) => ({
  sessionTimeout: terms.sessionTimeoutMs,
  rebalanceTimeout: Math.max(2 * terms.sessionTimeoutMs, 10_000),
  heartbeatInterval: heartbeatIntervalMs(terms.sessionTimeoutMs),
  maxWaitTimeInMs: terms.maxWaitTimeMs,
  metadataMaxAge: metadataMaxAgeMs,
  maxBytesPerPartition: 4 * mebibyte,
  maxBytes: 16 * mebibyte,
  allowAutoTopicCreation: false,
});

/** The same for one that shares its group with nobody. */
export const loneConsumerConfig = (terms: ConsumerOptions) => ({
  ...consumerConfig(terms),
  heartbeatInterval: recommendedHeartbeatMs(terms.sessionTimeoutMs),
  maxWaitTimeInMs: loneMaxWaitTimeMs,
});
