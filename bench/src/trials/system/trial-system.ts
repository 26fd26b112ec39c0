import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { recordOf, topics, type AppRegistered, type ModelProfiled, type TopicRecord } from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';
import { forwarderName, serviceNames, startApp, type AppName } from '../../system/app-process';
import type { Backends } from '../../system/backends';
import type { NodeProcess } from '../../system/node-process';
import { EmulatorControl } from './emulator-control';
import { ServiceLogs } from './service-logs';

const stopGraceMs = 15_000;

/** Slices of the card that the shipped profiles were measured on, so that plans have GPU functions too. */
const platform2023 = { HARMONYBATCH_PRICES: 'prototype-2023-cny', HARMONYBATCH_CATALOGUE: 'alibaba-2023' };

/** As strict as the real service, with times that fit a trial. */
const strictEmulator = {
  FC_EMULATOR_PORT: '0',
  FC_EMULATOR_CPU_COLD_START_MS: '500-1000',
  FC_EMULATOR_GPU_COLD_START_MS: '2000-4000',
  FC_EMULATOR_IMAGE_FETCH_MS: '500',
  FC_EMULATOR_INSTANCE_RELEASE_MS: '1000',
  FC_EMULATOR_CONTROL_RATE_HZ: '50',
  FC_EMULATOR_STARTS_PER_MINUTE: '300',
};

type Environment = Readonly<Record<string, string>>;

export interface SystemOptions {
  readonly emulatorEnv?: Environment;
  readonly serviceEnv?: Environment;
  /** Keys of the services; those of the emulator where absent. */
  readonly serviceKeys?: () => Promise<Environment>;
  /** Whether outcomes are copied to the topics that apps name; not where absent. */
  readonly forwardsOutcomes?: boolean;
}

/** The real services, one of each, with a strict emulator, on the backends of the run. */
export class TrialSystem {
  readonly logs = new ServiceLogs();
  readonly kafka: Kafka;
  readonly accessKeys = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'trial',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: randomBytes(12).toString('hex'),
  };
  emulator!: EmulatorControl;
  private readonly prefix = `trial-${randomBytes(4).toString('hex')}.`;
  private readonly processes: NodeProcess[] = [];

  private constructor(private readonly backends: Backends) {
    this.kafka = new Kafka({ clientId: 'trial', brokers: [backends.brokers], logLevel: logLevel.NOTHING });
  }

  /** Resolves when all are ready; what was started is stopped if that fails. */
  static async start(backends: Backends, optionsOf: (keys: Environment) => SystemOptions): Promise<TrialSystem> {
    const system = new TrialSystem(backends);
    try {
      await system.startAll(optionsOf(system.accessKeys));
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  topic(name: string): string {
    return `${this.prefix}${name}`;
  }

  /** A service that runs; what it said when it was ready is its address. */
  processOf(name: Exclude<AppName, 'fc-emulator'>): NodeProcess {
    return this.processes.find((one) => one.name === name)!;
  }

  registerModel(name: string, version = '1'): Promise<void> {
    return this.write([recordOf(topics.modelProfiled, modelOf(name, version))]);
  }

  registerApps(apps: readonly AppRegistered[]): Promise<void> {
    return this.write(apps.map((app) => recordOf(topics.appRegistered, app)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((one) => one.stop(stopGraceMs)));
  }

  private async write(records: readonly TopicRecord[]): Promise<void> {
    const producer = this.kafka.producer();
    await producer.connect();
    for (const { topic, key, value } of records)
      await producer.send({ topic: this.topic(topic), messages: [{ key, value }] });
    await producer.disconnect();
  }

  private async startAll({ emulatorEnv, serviceEnv, serviceKeys, forwardsOutcomes }: SystemOptions): Promise<void> {
    const url = await this.startOne('fc-emulator', { ...this.accessKeys, ...strictEmulator, ...emulatorEnv });
    this.emulator = new EmulatorControl(url);
    const env = {
      ...(serviceKeys === undefined ? this.accessKeys : await serviceKeys()),
      KAFKA_BROKERS: this.backends.brokers,
      KAFKA_TOPIC_PREFIX: this.prefix,
      REDIS_URL: this.backends.redisUrl,
      FC_ENDPOINT: url,
      FC_ACCOUNT_ID: '1000000000000001',
      HTTP_PORT: '0',
      HARMONYBATCH_SEND_PROFILE: 'true',
      ...serviceEnv,
    };
    const names: AppName[] = [...serviceNames, ...(forwardsOutcomes === true ? ([forwarderName] as const) : [])];
    await Promise.all(names.map((name) => this.startOne(name, env)));
  }

  private async startOne(name: AppName, env: Environment): Promise<string> {
    const logFile = join(this.backends.folder, `${this.prefix}${name}.log`);
    if (name !== 'fc-emulator') this.logs.add(name, logFile);
    const started = await startApp(name, { ...platform2023, ...env }, logFile);
    this.processes.push(started);
    return started.output;
  }
}

/** Image of a version of a model. */
export const imageOf = (name: string, version: string): string => `registry.example/${name}:${version}`;

const modelOf = (name: string, version: string): ModelProfiled => ({
  name,
  version,
  image: imageOf(name, version),
  port: 9000,
  profile: JSON.parse(JSON.stringify(shippedProfiles[name])) as ModelProfiled['profile'],
});
