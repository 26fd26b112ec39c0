import { Kafka, logLevel, type Producer } from 'kafkajs';
import { topics, type AppRegistered } from '@harmonybatch/contracts';
import type { FaultLog } from '../faults/fault-log';
import { appsAt, model, registration } from './apps';
import { awaitPlan } from './await-plan';
import { Backends } from './backends';
import type { Places } from './places';
import { Replica } from './replica';
import { ServiceEnvironment } from './service-environment';

/** How many of each service. */
const replicaCounts = { ingest: 2, batcher: 2, dispatcher: 2, planner: 2, 'rate-estimator': 1 } as const;
const topicPrefix = 'chaos.';
const publishAttempts = 10;

/** The whole system as processes of this machine, all of which can be hurt. */
export class ChaosSystem {
  readonly replicas: Replica[] = [];
  readonly apps: readonly AppRegistered[];
  private producer: Producer | undefined;
  private emulator: Replica | undefined;

  private constructor(
    readonly backends: Backends,
    readonly kafka: Kafka,
    private readonly places: Places,
    private readonly log: FaultLog,
    rateHz: number,
  ) {
    this.apps = appsAt(rateHz);
  }

  /** Starts everything; resolves when every app has a plan. What was started is stopped if that fails. */
  static async start(places: Places, rateHz: number, log: FaultLog): Promise<ChaosSystem> {
    const backends = await Backends.start(places);
    const kafka = new Kafka({ clientId: 'chaos', brokers: [backends.brokers], logLevel: logLevel.NOTHING });
    const system = new ChaosSystem(backends, kafka, places, log, rateHz);
    try {
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

  replicasOf(service: string): Replica[] {
    return this.replicas.filter((replica) => replica.service === service);
  }

  /** Publishes a record of the control plane, as often as it takes. */
  async publish(record: { topic: string; key: string; value: string }): Promise<void> {
    const { topic, ...message } = record;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.producer?.send({ topic: this.topic(topic), messages: [message] });
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
    await Promise.all([...this.replicas, ...(this.emulator ? [this.emulator] : [])].map((replica) => replica.close()));
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
    const env = environment.service(this.backends, topicPrefix, this.emulator.url);
    for (const [service, count] of Object.entries(replicaCounts)) {
      const names = Array.from({ length: count }, (_, index) => `${service}-${index + 1}`);
      this.replicas.push(...(await Promise.all(names.map((name) => start(service, name, '/health/ready', env)))));
    }
  }

  /** An exit that nobody asked for is a window of its own. */
  private watch(name: string) {
    return (exit: { code: number | null; signal: string | null }, logFile: string): (() => void) =>
      this.log.begin('exit', name, `${exit.signal ?? `code ${exit.code}`}, see ${logFile}`);
  }

  private async register(): Promise<void> {
    this.producer = this.kafka.producer();
    await this.producer.connect();
    const planned = awaitPlan(this.kafka, this.topic(topics.planPublished.name), this.apps.length);
    await this.publish({ topic: topics.modelProfiled.name, key: model.name, value: JSON.stringify(model) });
    for (const app of this.apps) await this.publish(registration(app));
    await planned;
  }
}
