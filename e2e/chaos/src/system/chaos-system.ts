import { Kafka, logLevel, type Producer } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import type { FaultLog } from '../faults/fault-log';
import { appsAt, models, profile, registration, unplannedApp, type ChaosApp, type ControlRecord } from './apps';
import { awaitPlan } from './await-plan';
import { Backends } from './backends';
import type { Folders } from './folders';
import { Replica } from './replica';
import { ServiceEnvironment } from './service-environment';
import { createForeignTopics } from './foreign-topics';

/** How many of each service. */
const replicaCounts = { ingest: 2, batcher: 2, dispatcher: 2, planner: 2, 'rate-estimator': 1 } as const;
/** Another deployment beside it, on the same Kafka, Redis and account, told apart by its topics alone. */
const stagingCounts = { ingest: 1, batcher: 1, dispatcher: 1, planner: 1 } as const;
const topicPrefix = 'chaos.';
const stagingPrefix = 'staging.';
const publishAttempts = 10;

export interface ChaosTraffic {
  readonly rateHz: number;
  /** SLO of the app that waits for long, ms. */
  readonly patientSloMs: number;
}

/** The whole system as processes of this machine, all of which can be hurt. */
/** What is done to topics, and asked of them, waits for a broker that is away: half a minute is longer than any fault takes it. */
const retry = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 20 };

export class ChaosSystem {
  readonly replicas: Replica[] = [];
  /** Of the deployment beside it. */
  private readonly staging: Replica[] = [];
  readonly apps: readonly ChaosApp[];
  private producer: Producer | undefined;
  private emulator: Replica | undefined;

  private constructor(
    readonly backends: Backends,
    readonly kafka: Kafka,
    private readonly places: Folders,
    private readonly log: FaultLog,
    traffic: ChaosTraffic,
  ) {
    this.apps = appsAt(traffic.rateHz, traffic.patientSloMs);
  }

  /** Starts everything; resolves when every app has a plan. What was started is stopped if that fails. */
  static async start(places: Folders, traffic: ChaosTraffic, log: FaultLog): Promise<ChaosSystem> {
    const backends = await Backends.start(places);
    const kafka = new Kafka({ clientId: 'chaos', brokers: [backends.brokers], logLevel: logLevel.NOTHING, retry });
    const system = new ChaosSystem(backends, kafka, places, log, traffic);
    try {
      await createForeignTopics(kafka, topicPrefix);
      await system.startServices();
      await system.register();
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  topic(name: string): string {
    return `${topicPrefix}${name}`;
  }

  /** A topic of the deployment beside it. */
  stagingTopic(name: string): string {
    return `${stagingPrefix}${name}`;
  }

  /** Where functions are invoked and billed. */
  get emulatorUrl(): string {
    return this.emulator?.url ?? '';
  }

  replicasOf(service: string): Replica[] {
    return this.replicas.filter((replica) => replica.service === service);
  }

  /** Publishes records of one topic of the control plane, as often as it takes. */
  async publish(records: readonly ControlRecord[], prefix = topicPrefix): Promise<void> {
    const messages = records.map(({ key, value }) => ({ key, value }));
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.producer?.send({ topic: `${prefix}${records[0]?.topic ?? ''}`, messages });
        return;
      } catch (error) {
        if (attempt === publishAttempts) throw error;
      }
    }
  }

  /** Whether every replica says that it is ready. */
  async ready(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.ready()));
  }

  async stop(): Promise<void> {
    await this.producer?.disconnect().catch(() => undefined);
    await Promise.all(
      [...this.replicas, ...this.staging, ...(this.emulator ? [this.emulator] : [])].map((replica) => replica.close()),
    );
    await this.backends.stop();
  }

  private async startServices(): Promise<void> {
    const environment = new ServiceEnvironment();
    const start = async (service: string, name: string, healthPath: string, env: NodeJS.ProcessEnv) => {
      const onExit = this.watch(name);
      const logFolder = this.places.logs;
      const replica = new Replica({ service, name, env, logFolder, healthPath, onExit });
      await replica.start();
      return replica;
    };
    this.emulator = await start('fc-emulator', 'fc-emulator', '/health', environment.emulator());
    const { url } = this.emulator;
    const startAll = async (prefix: string, counts: Readonly<Record<string, number>>, into: Replica[]) => {
      const env = environment.service(this.backends, prefix, url);
      const mark = prefix === topicPrefix ? '' : prefix.replace('.', '-');
      for (const [service, count] of Object.entries(counts)) {
        const names = Array.from({ length: count }, (_, index) => `${mark}${service}-${index + 1}`);
        into.push(...(await Promise.all(names.map((name) => start(service, name, '/health/ready', env)))));
      }
    };
    await startAll(topicPrefix, replicaCounts, this.replicas);
    await startAll(stagingPrefix, stagingCounts, this.staging);
  }

  /** An exit that nobody asked for is a window of its own. */
  private watch(name: string) {
    return (exit: { code: number | null; signal: string | null }, logFile: string): (() => void) =>
      this.log.begin('exit', name, `${exit.signal ?? `code ${exit.code}`}, see ${logFile}`);
  }

  private async register(): Promise<void> {
    this.producer = this.kafka.producer();
    await this.producer.connect();
    const apps = this.apps.map(({ registered }) => registered);
    for (const prefix of [topicPrefix, stagingPrefix]) {
      const planned = awaitPlan(this.kafka, `${prefix}${topics.planPublished.name}`, apps);
      await this.publish(models.map(profile), prefix);
      await this.publish([...apps, unplannedApp].map(registration), prefix);
      await planned;
    }
  }
}
