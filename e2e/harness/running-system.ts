import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { recordOf, topics, type AppRegistered, type ModelProfiled, type PlanPublished } from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';
import { OutcomeLog } from './outcome-log';
import { PlanLog } from './plan-log';
import { ServiceProcess } from './service-process';

/** What every system runs; the others are started where a test needs them. */
export const serviceNames = ['ingest', 'rate-estimator', 'planner', 'batcher', 'dispatcher'] as const;
export type ServiceName = (typeof serviceNames)[number] | 'outcome-forwarder' | 'http-gateway' | 'console';

/** Slices of the card that the shipped profiles were measured on, so that plans have GPU functions too. */
const platform2023 = { HARMONYBATCH_PRICES: 'prototype-2023-cny', HARMONYBATCH_CATALOGUE: 'alibaba-2023' };

/** What plans keep of every SLO for the way, ms: more than a busy machine takes, so that no request expires for its sake. */
const overheadMs = 3_000;

/** The real services on real Kafka and Redis, with an emulated Function Compute; each system has names of its own. */
export class RunningSystem {
  readonly services = new Map<ServiceName, ServiceProcess[]>();
  private constructor(
    readonly prefix: string,
    readonly brokers: string,
    readonly kafka: Kafka,
    readonly producer: Producer,
    /** Function Compute; another process after it was restarted. */
    public emulator: ServiceProcess,
    private readonly emulatorEnv: Record<string, string>,
    private readonly env: Record<string, string>,
  ) {}

  outcomes!: OutcomeLog;
  plans!: PlanLog;

  /** Starts `replicas` of every service and waits until all are ready; the environments add to those that all systems have. */
  static async start(
    replicas = 1,
    serviceEnv: Record<string, string> = {},
    extraEmulatorEnv: Record<string, string> = {},
  ): Promise<RunningSystem> {
    const brokers = required('TEST_KAFKA_BROKERS');
    const prefix = `e2e-${randomBytes(4).toString('hex')}.`;
    const credentials = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'e2e', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'e2e' };
    const emulatorEnv = {
      ...credentials,
      ...platform2023,
      FC_EMULATOR_PORT: '0',
      FC_EMULATOR_GPU_COLD_START_MS: '500-1000',
      FC_EMULATOR_CPU_COLD_START_MS: '200-400',
      ...extraEmulatorEnv,
    };
    const emulator = await ServiceProcess.start('fc-emulator', emulatorEnv);
    const env = {
      ...credentials,
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      REDIS_URL: required('TEST_REDIS_URL'),
      REDIS_KEY_PREFIX: prefix,
      FC_ENDPOINT: emulator.url,
      FC_ACCOUNT_ID: '1234567890',
      HARMONYBATCH_OVERHEAD_MS: String(overheadMs),
      ...platform2023,
      ...serviceEnv,
    };
    const kafka = new Kafka({ clientId: 'e2e', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    const system = new RunningSystem(prefix, brokers, kafka, producer, emulator, emulatorEnv, env);
    await Promise.all(
      serviceNames.flatMap((name) => Array.from({ length: replicas }, () => system.startService(name))),
    );
    system.outcomes = await OutcomeLog.open(kafka, system.topic('inference.completed'), `${prefix}outcomes`);
    system.plans = await PlanLog.open(kafka, system.topic('plan.published'), `${prefix}plans`);
    return system;
  }

  topic(name: string): string {
    return `${this.prefix}${name}`;
  }

  /** Starts one more replica; `extraEnv` adds to the environment that all have. */
  async startService(name: ServiceName, extraEnv: Record<string, string> = {}): Promise<ServiceProcess> {
    const service = await ServiceProcess.start(name, { ...this.env, ...extraEnv });
    this.services.set(name, [...(this.services.get(name) ?? []), service]);
    await service.ready();
    return service;
  }

  /** Function Compute is gone at once, and another one comes in its place that knows no function. */
  async restartEmulator(): Promise<void> {
    const { port } = new URL(this.emulator.url);
    await this.emulator.stop('SIGKILL');
    this.emulator = await ServiceProcess.start('fc-emulator', { ...this.emulatorEnv, FC_EMULATOR_PORT: port });
  }

  service(name: ServiceName, index = 0): ServiceProcess {
    const service = this.services.get(name)?.[index];
    if (service === undefined) throw new Error(`no ${name} number ${index}`);
    return service;
  }

  /** Stops a replica and forgets it; resolves with its exit code. */
  async stopService(name: ServiceName, index = 0): Promise<number | null> {
    const service = this.service(name, index);
    this.services.set(
      name,
      this.services.get(name)!.filter((other) => other !== service),
    );
    return service.stop();
  }

  /** Ids of the members that a service's group for a topic has now, by the coordinator. */
  async membersOf(service: ServiceName, topic: string): Promise<string[]> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const { groups } = await admin.describeGroups([`${this.prefix}harmonybatch.${service}.${topic}`]);
      return (groups[0]?.members ?? []).map((member) => member.memberId);
    } finally {
      await admin.disconnect();
    }
  }

  async registerModel(name: string, profile: string, more: Partial<ModelProfiled> = {}): Promise<void> {
    const shipped = JSON.stringify(shippedProfiles[profile]);
    const model: ModelProfiled = {
      name,
      version: '1',
      image: `registry.example/${name}:1`,
      port: 9000,
      env: { HARMONYBATCH_PROFILE: shipped },
      profile: JSON.parse(shipped) as ModelProfiled['profile'],
      ...more,
    };
    await this.register(model);
  }

  async register(model: ModelProfiled): Promise<void> {
    await this.send(recordOf(topics.modelProfiled, model));
  }

  async registerApp(app: AppRegistered): Promise<void> {
    await this.send(recordOf(topics.appRegistered, app));
  }

  async publish(topic: string, key: string | null, value: unknown): Promise<void> {
    await this.send({ topic, key, value: typeof value === 'string' ? value : JSON.stringify(value) });
  }

  private async send({ topic, ...message }: { topic: string; key: string | null; value: string }): Promise<void> {
    await this.producer.send({ topic: this.topic(topic), messages: [message] });
  }

  /** Publishes one request a id, `gapMs` apart, as an outside producer would. */
  async request(app: string, ids: readonly string[], gapMs = 0): Promise<void> {
    for (const id of ids) {
      await this.publish(topics.inferenceRequested.name, id, { app, id, inputs: { of: id } });
      if (gapMs > 0) await sleep(gapMs);
    }
  }

  /** Resolves with the first plan, read already or to come, that `matches`. */
  plan(matches: (plan: PlanPublished) => boolean): Promise<PlanPublished> {
    return this.plans.find(matches);
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.outcomes?.close(), this.plans?.close(), this.producer.disconnect()]);
    await Promise.all([...this.services.values()].flat().map((service) => service.stop()));
    await this.emulator.stop();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests with "npm run test:e2e"`);
  return value;
}

/** Ids that no other run used. */
export const freshIds = (count: number): string[] => {
  const run = randomBytes(4).toString('hex');
  return Array.from({ length: count }, (_, index) => `${run}-${index}`);
};
