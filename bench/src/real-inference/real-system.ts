import { join } from 'node:path';
import { newPrefix } from '../chain/topic-set';
import type { Backends } from '../system/backends';
import { serviceNames, startApp } from '../system/app-process';
import type { NodeProcess } from '../system/node-process';
import { imageCommandsFile } from './onnx-function';

const credentials = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'bench', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'bench' };

/** The services, and the emulator that runs functions/onnx as processes. */
export interface RealSystem {
  readonly topicPrefix: string;
  readonly fcEndpoint: string;
  /** How the command `harmonybatch` finds it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * An emulator whose functions of the image of functions/onnx are processes with CPU quotas.
 * @param cpuPeriodMs period of the quotas
 */
export const startEmulator = (folder: string, cpuPeriodMs: number): Promise<NodeProcess> =>
  startApp(
    'fc-emulator',
    {
      ...credentials,
      FC_EMULATOR_PORT: '0',
      FC_EMULATOR_CPU_PERIOD_MS: String(cpuPeriodMs),
      HARMONYBATCH_IMAGE_COMMANDS: imageCommandsFile,
    },
    join(folder, 'fc-emulator.log'),
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
  const services = await Promise.all(serviceNames.map((name) => startApp(name, env, join(folder, `${name}.log`))));
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
