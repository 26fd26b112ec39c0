import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import { recordOf, topics, type AppRegistered, type ModelProfiled } from '@harmonybatch/contracts';
import { patchedKafka, newPrefix } from '../chain/topic-set';
import { serviceNames, startApp, type ServiceName } from '../system/app-process';
import type { Backends } from '../system/backends';
import type { NodeProcess } from '../system/node-process';
import type { ScalingOptions } from './options';
import { ServiceReplicas } from './service-replicas';

const credentials = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'bench', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'bench' };
const accountId = '1000000000000001';

/** Cold starts are short: what is measured is the system before the functions. */
const emulatorEnv = {
  ...credentials,
  FC_EMULATOR_PORT: '0',
  FC_EMULATOR_CPU_COLD_START_MS: '10-20',
  FC_EMULATOR_MAX_INSTANCES: '1000',
};

type SystemTerms = Pick<ScalingOptions, 'checkout' | 'overheadMs'>;

/** One of every service at first, each of which may be scaled. */
export class ScaledSystem {
  readonly services = new Map<ServiceName, ServiceReplicas>();
  readonly kafka: Kafka;
  private readonly prefix = newPrefix('scaling');
  private emulator: NodeProcess | undefined;
  /** What services are started with. */
  env: Readonly<Record<string, string>> = {};

  private constructor(private readonly backends: Backends) {
    this.kafka = patchedKafka(backends.brokers);
  }

  /** Resolves when all are ready; what was started is stopped if that fails. */
  static async start(backends: Backends, options: SystemTerms): Promise<ScaledSystem> {
    const system = new ScaledSystem(backends);
    try {
      await system.startAll(options);
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  topic(name: string): string {
    return `${this.prefix}${name}`;
  }

  async register(model: ModelProfiled, apps: readonly AppRegistered[]): Promise<void> {
    const producer = this.kafka.producer();
    await producer.connect();
    const records = [recordOf(topics.modelProfiled, model), ...apps.map((app) => recordOf(topics.appRegistered, app))];
    for (const { topic, key, value } of records)
      await producer.send({ topic: this.topic(topic), messages: [{ key, value }] });
    await producer.disconnect();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.services.values()].map((service) => service.scaleTo(0)));
    await this.emulator?.stop();
  }

  private async startAll({ checkout, overheadMs }: SystemTerms): Promise<void> {
    const { brokers, redisUrl, folder } = this.backends;
    this.emulator = await startApp('fc-emulator', emulatorEnv, join(folder, 'fc-emulator.log'), checkout);
    this.env = {
      ...credentials,
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: this.prefix,
      REDIS_URL: redisUrl,
      REDIS_KEY_PREFIX: this.prefix,
      FC_ENDPOINT: this.emulator.output,
      FC_ACCOUNT_ID: accountId,
      HARMONYBATCH_SEND_PROFILE: 'true',
      HARMONYBATCH_OVERHEAD_MS: String(overheadMs),
      // The same plan throughout: what is measured is what becomes of requests under it.
      HARMONYBATCH_MEASURED_OVERHEAD: 'false',
      HARMONYBATCH_CALIBRATION: 'false',
    };
    for (const name of serviceNames)
      this.services.set(name, new ServiceReplicas(name, { env: this.env, checkout, logFolder: folder }));
    await Promise.all([...this.services.values()].map((service) => service.scaleTo(1)));
  }
}
