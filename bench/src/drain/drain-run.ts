import type { Admin } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import type { Chain } from '../chain/chain';
import { startFloorChain } from '../chain/floor-chain';
import { startServicesChain } from '../chain/services-chain';
import { patchedKafka } from '../chain/topic-set';
import type { Backends } from '../system/backends';
import { useOf } from '../system/process-use';
import { dividedCores, pin } from './cores';
import { planOfCase, requestsOf, type DrainCase } from './drain-case';
import { fillTopic } from './fill-topic';
import { untilWritten, writtenTo } from './topic-ends';

/** What one replica took to drain its topic. */
export interface Drain {
  readonly name: string;
  readonly requests: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly kafkaCpuMs: number;
  readonly redisCpuMs: number;
}

/** A stage and what it writes of so many requests. */
interface Stage {
  readonly name: string;
  readonly pid: number;
  readonly to: string;
  readonly outputsOf: (requests: number) => number;
}

/** Services that stand still are no dead ones: no session may time out meanwhile, ms. */
const sessionTimeoutMs = 300_000;

/**
 * The services of a chain, each in turn while the others stand still: the first drains what a producer wrote, the next what
 * the one before it wrote. The one that works has a core of its own; Kafka, Redis and the function have the others.
 */
export async function drainServices(one: DrainCase, backends: Backends): Promise<Drain[]> {
  const chain = await startServicesChain(backends, planOfCase(one), {
    KAFKA_SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
  });
  const each = (requests: number): number => requests;
  const outputs = {
    ingest: { topic: topics.inferenceAccepted.name, outputsOf: each },
    batcher: { topic: topics.batchReady.name, outputsOf: (requests: number) => requests / one.batchSize },
    dispatcher: { topic: topics.inferenceCompleted.name, outputsOf: each },
  };
  const stages = Object.entries(outputs).map(([name, { topic, outputsOf }]) => ({
    name,
    pid: chain.processes.find((process) => process.name === name)!.pid,
    to: `${chain.prefix}${topic}`,
    outputsOf,
  }));
  return drainInTurn({ chain, stages, standing: [] }, one, backends);
}

/** Bare kafkajs that writes one record for each it reads: what the services are held against. */
export async function drainFloor(one: DrainCase, backends: Backends): Promise<Drain[]> {
  const chain = await startFloorChain(backends);
  const [stamp, ...others] = chain.processes;
  const to = `${chain.prefix}${topics.inferenceAccepted.name}`;
  const stages = [{ name: 'kafkajs', pid: stamp!.pid, to, outputsOf: (requests: number) => requests }];
  return drainInTurn({ chain, stages, standing: others.map(({ pid }) => pid) }, one, backends);
}

interface ToDrain {
  readonly chain: Chain;
  readonly stages: readonly Stage[];
  /** Those of its processes that nothing is measured of: they stand still all the time. */
  readonly standing: readonly number[];
}

async function drainInTurn(
  { chain, stages, standing }: ToDrain,
  { warmUpRequests, ...one }: DrainCase,
  backends: Backends,
): Promise<Drain[]> {
  const kafka = patchedKafka(backends.brokers);
  const admin = kafka.admin();
  await admin.connect();
  const stopped = [...stages.map(({ pid }) => pid), ...standing];
  const send = (from: number, count: number): Promise<void> =>
    fillTopic(kafka, chain.requestTopic, requestsOf(one, from, count));
  try {
    await send(0, warmUpRequests);
    // A batch that was cut early leaves as many in the buffer as the last one lacks: they wait for those of the measurement.
    const leastWarm = warmUpRequests - one.batchSize + 1;
    for (const { to, outputsOf } of stages) await untilWritten(admin, to, outputsOf(leastWarm));
    pinOthers(chain, backends);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    await send(warmUpRequests, one.requests);
    const drains: Drain[] = [];
    for (const stage of stages) drains.push(await drainOne(stage, one.requests, admin, backends));
    return drains;
  } finally {
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
    await admin.disconnect();
    await chain.stop();
  }
}

async function drainOne(
  { name, pid, to, outputsOf }: Stage,
  requests: number,
  admin: Admin,
  { kafkaPid, redisPid }: Backends,
): Promise<Drain> {
  const count = (await writtenTo(admin, to)) + outputsOf(requests);
  const usesOf = (): number[] => [pid, kafkaPid, redisPid].map((one) => useOf(one).cpuMs);
  pin(pid, dividedCores().measured);
  const before = usesOf();
  const startMs = performance.now();
  process.kill(pid, 'SIGCONT');
  await untilWritten(admin, to, count);
  const wallMs = performance.now() - startMs;
  const [cpuMs, kafkaCpuMs, redisCpuMs] = usesOf().map((after, index) => after - before[index]!);
  process.kill(pid, 'SIGSTOP');
  return { name, requests, wallMs, cpuMs: cpuMs!, kafkaCpuMs: kafkaCpuMs!, redisCpuMs: redisCpuMs! };
}

function pinOthers({ processes }: Chain, { kafkaPid, redisPid }: Backends): void {
  const { others } = dividedCores();
  for (const pid of [process.pid, kafkaPid, redisPid, ...processes.map((one) => one.pid)]) pin(pid, others);
}
