import { fixedBounds, measuredCosts } from './measured-costs';

/** What a deployment has to carry. */
export interface Load {
  /** Requests per second, all apps together, at their peak. */
  readonly rateHz: number;
  /** Longest time that requests wait for a batch, ms: their SLO at most. */
  readonly waitMs: number;
  /** Mean requests of a batch. */
  readonly batchSize: number;
  /** Mean time in the function, ms. */
  readonly executionMs: number;
  /** Mean size of inputs and outputs, bytes. */
  readonly inputBytes: number;
  /** Copies of each record on brokers. */
  readonly replicationFactor: number;
}

export interface ServiceSize {
  readonly name: string;
  /** Cores that it has to do for; null where that was not measured. */
  readonly cores: number | null;
  readonly replicas: number;
  /** What one replica holds on purpose: what its lag on Kafka is in good health. */
  readonly heldPerReplica: number;
}

export interface Sizing {
  readonly services: readonly ServiceSize[];
  readonly partitions: number;
  readonly kafka: { readonly cores: number; readonly writtenBytesPerSecond: number; readonly diskBytes: number };
  readonly redis: { readonly cores: number; readonly memoryBytes: number; readonly fitsOneCore: boolean };
}

/** A replica has work for half of a core: the busiest one then stays below three quarters, and the others carry one that is lost. */
const coreShare = 0.5;
/** Redis runs scripts in one thread; beyond this its answers begin to wait for each other. */
const redisShare = 0.7;
const minReplicas = 2;
const partitionStep = 12;
const msPerSecond = 1_000;

/** How large a deployment has to be for a load; figures that were measured are in `measured-costs.ts`, all else is derived from them. */
export function sizingOf(load: Load): Sizing {
  const services = servicesOf(load);
  const partitions = partitionsFor(Math.max(...services.map(({ replicas }) => replicas)));
  return { services, partitions, kafka: kafkaOf(load), redis: redisOf(load) };
}

const coresOf = (rateHz: number, cpuMs: number): number => (rateHz * cpuMs) / msPerSecond;

/** Enough replicas for the work, and one more, for one is always being rolled or lost. */
const replicasFor = (needed: number): number => Math.max(minReplicas, Math.ceil(needed) + 1);

function servicesOf({ rateHz, waitMs, batchSize, executionMs }: Load): ServiceSize[] {
  const { ingest, batcher, dispatcher } = measuredCosts.serviceCpuMs;
  const running = (rateHz / batchSize) * (executionMs / msPerSecond);
  const runningShare = running / (fixedBounds.runningPerDispatcher * coreShare);
  const size = (name: string, cpuMs: number, held: number, other = 0): ServiceSize => {
    const cores = coresOf(rateHz, cpuMs);
    const replicas = replicasFor(Math.max(cores / coreShare, other));
    return { name, cores, replicas, heldPerReplica: Math.ceil(held / replicas) };
  };
  const besides = ['rate-estimator', 'outcome-forwarder', 'planner'];
  return [
    size('ingest', ingest, 0),
    size('batcher', batcher, (rateHz * waitMs) / msPerSecond),
    size('dispatcher', dispatcher, running, runningShare),
    ...besides.map((name): ServiceSize => ({ name, cores: null, replicas: minReplicas, heldPerReplica: 0 })),
  ];
}

/** Two partitions a replica at least: the busiest then has no more than half as much again as the mean. */
const partitionsFor = (replicas: number): number => Math.ceil((2 * replicas) / partitionStep) * partitionStep;

function kafkaOf({ rateHz, inputBytes, replicationFactor }: Load): Sizing['kafka'] {
  const recordBytes = inputBytes + measuredCosts.recordBytes;
  const writtenBytesPerSecond = rateHz * recordBytes * fixedBounds.topicsOfRequest * replicationFactor;
  return {
    cores: coresOf(rateHz, measuredCosts.kafkaCpuMs),
    writtenBytesPerSecond,
    diskBytes: writtenBytesPerSecond * fixedBounds.retentionSeconds,
  };
}

function redisOf({ rateHz, waitMs, inputBytes }: Load): Sizing['redis'] {
  const cores = coresOf(rateHz, measuredCosts.redisCpuMs);
  const waiting = (rateHz * waitMs) / msPerSecond;
  const waitingBytes = waiting * (inputBytes + measuredCosts.recordBytes + measuredCosts.waitingBytes);
  const factBytes = rateHz * fixedBounds.factSeconds * measuredCosts.factBytes;
  return { cores, memoryBytes: waitingBytes + factBytes, fitsOneCore: cores <= redisShare };
}

/** The highest rate that one Redis core carries, requests per second. */
export const maxRateOfOneRedisHz = (redisShare * msPerSecond) / measuredCosts.redisCpuMs;
