import { join } from 'node:path';
import { untilListening } from '@harmonybatch/local-backends';
import { newPrefix } from '../chain/topic-set';
import type { Backends } from '../system/backends';
import { root } from '../system/harmonybatch';
import { startNode, type NodeProcess } from '../system/node-process';
import { imageCommandsFile } from './onnx-function';

const serviceNames = ['ingest', 'rate-estimator', 'planner', 'batcher', 'dispatcher'] as const;
const credentials = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'bench', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'bench' };

/** The services, and the emulator that runs functions/onnx as processes. */
export interface RealSystem {
  readonly topicPrefix: string;
  readonly fcEndpoint: string;
  /** How the command `harmonybatch` finds it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const startApp = (name: string, env: Record<string, string>, folder: string, healthPath: string) =>
  startNode({
    name,
    script: join(root, 'apps', name, 'dist', 'main.js'),
    env: { ...credentials, ...env, HARMONYBATCH_EXIT_WITH_PARENT: '1' },
    logFile: join(folder, `${name}.log`),
    ready: (started) => untilListening(started, { healthPath }),
  });

/**
 * An emulator whose functions of the image of functions/onnx are processes with CPU quotas.
 * @param cpuPeriodMs period of the quotas
 */
export const startEmulator = (folder: string, cpuPeriodMs: number): Promise<NodeProcess> =>
  startApp(
    'fc-emulator',
    {
      FC_EMULATOR_PORT: '0',
      FC_EMULATOR_CPU_PERIOD_MS: String(cpuPeriodMs),
      HARMONYBATCH_IMAGE_COMMANDS: imageCommandsFile,
    },
    folder,
    '/health',
  );

/** How programs reach the functions of that emulator. */
export const platformOf = ({ output }: NodeProcess) => ({
  ...credentials,
  FC_ENDPOINT: output,
  FC_ACCOUNT_ID: '1000000000000001',
});

/** The whole of it; nothing is registered yet. */
export async function startRealSystem(backends: Backends, cpuPeriodMs: number): Promise<RealSystem> {
  const { brokers, redisUrl, folder } = backends;
  const emulator = await startEmulator(folder, cpuPeriodMs);
  const topicPrefix = newPrefix('real');
  const env = {
    ...platformOf(emulator),
    KAFKA_BROKERS: brokers,
    KAFKA_TOPIC_PREFIX: topicPrefix,
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: topicPrefix,
  };
  const services = await Promise.all(serviceNames.map((name) => startApp(name, env, folder, '/health/ready')));
  return {
    topicPrefix,
    fcEndpoint: emulator.output,
    env,
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await emulator.stop();
    },
  };
}
