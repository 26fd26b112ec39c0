import { topics } from '@harmonybatch/contracts';
import type { Backends } from '../system/backends';
import { SlowFunctions } from '../trials/system/slow-functions';
import { imageOf } from '../trials/system/trial-system';
import type { Stage } from '../trials/stage';
import type { ExpectedAlert } from './expected-alert';
import { Flood } from './flood';
import { model } from './scenery';

/** Something that goes wrong with the system, and the alerts that have to tell of it. */
export interface Condition {
  readonly about: string;
  readonly alerts: readonly ExpectedAlert[];
  /** @returns what mends it */
  begin(stage: Stage, backends: Backends): Promise<() => Promise<void>>;
}

const malformedRecords = 5;
const floodRecords = 60_000;
const slowFactor = 4;
const lateFactor = 20;
const versionWithoutImage = '2';
const mendTimeoutMs = 60_000;

/** The process stands still, as on a machine that is overloaded or whose network is gone. */
function frozen(pid: number): () => Promise<void> {
  process.kill(pid, 'SIGSTOP');
  return async () => void process.kill(pid, 'SIGCONT');
}

const nothingToMend = async (): Promise<void> => undefined;

async function write(stage: Stage, values: readonly string[]): Promise<void> {
  const producer = stage.system.kafka.producer();
  await producer.connect();
  await producer.send({
    topic: stage.system.topic(topics.inferenceRequested.name),
    messages: values.map((value) => ({ value })),
  });
  await producer.disconnect();
}

async function withoutImage(stage: Stage): Promise<() => Promise<void>> {
  const { system } = stage;
  await system.emulator.changeAccount({ missingImages: [imageOf(model, versionWithoutImage)] });
  await system.registerModel(model, versionWithoutImage);
  return async () => {
    await system.emulator.changeAccount({ missingImages: [] });
    const isNew = ({ modelVersion }: { modelVersion: string }): boolean => modelVersion.startsWith(versionWithoutImage);
    await stage.plans.first(isNew, { timeoutMs: mendTimeoutMs });
  };
}

async function slowed(stage: Stage, factor: number): Promise<() => Promise<void>> {
  const slow = new SlowFunctions(stage, factor, new Set(['cpu', 'gpu']));
  await slow.begin();
  return () => slow.end();
}

/** One after the other; the one with the longest aftermath is the last. */
export const conditions: Readonly<Record<string, Condition>> = {
  malformed: {
    about: `${malformedRecords} records that are no JSON`,
    alerts: [{ name: 'HarmonyBatchDeadLetters' }],
    begin: async (stage) => {
      await write(
        stage,
        Array.from({ length: malformedRecords }, () => '{'),
      );
      return nothingToMend;
    },
  },
  redis: {
    about: 'Redis stands still',
    alerts: [{ name: 'HarmonyBatchStoreUnreachable' }],
    begin: async (_stage, { redisPid }) => frozen(redisPid),
  },
  estimator: {
    about: 'the rate estimator stands still',
    alerts: [{ name: 'HarmonyBatchReplicaNotReady' }, { name: 'HarmonyBatchPlanStale', labels: { reason: 'rates' } }],
    begin: async ({ system }) => frozen(system.processOf('rate-estimator').pid),
  },
  image: {
    about: 'a new version of the model has an image that is not there',
    alerts: [{ name: 'HarmonyBatchPlanFailing' }, { name: 'HarmonyBatchPlanStale', labels: { reason: 'planner' } }],
    begin: withoutImage,
  },
  flood: {
    about: `${floodRecords} requests of an app that nobody knows, and more until that is noticed`,
    alerts: [{ name: 'HarmonyBatchConsumerLag' }],
    begin: async (stage) => {
      const flood = await Flood.begin(stage, floodRecords);
      return () => flood.end();
    },
  },
  kafka: {
    about: 'Kafka stands still',
    alerts: [{ name: 'HarmonyBatchKafkaUnreachable' }, { name: 'HarmonyBatchOldestWait' }],
    begin: async (_stage, { kafkaPid }) => frozen(kafkaPid),
  },
  slow: {
    about: `all functions take ${slowFactor} times as long`,
    alerts: [{ name: 'HarmonyBatchExecutionDrift' }, { name: 'HarmonyBatchCostBurnRate' }],
    begin: (stage) => slowed(stage, slowFactor),
  },
  late: {
    about: `all functions take ${lateFactor} times as long, beyond every SLO`,
    alerts: [
      { name: 'HarmonyBatchSloBurnRateFast', labels: { scope: 'app' } },
      { name: 'HarmonyBatchSloBurnRateFast', labels: { scope: 'all' } },
      { name: 'HarmonyBatchSloBurnRateSlow', labels: { scope: 'app' } },
      { name: 'HarmonyBatchSloBurnRateSlow', labels: { scope: 'all' } },
    ],
    begin: (stage) => slowed(stage, lateFactor),
  },
};
