import { setTimeout as sleep } from 'node:timers/promises';
import type { AppRegistered } from '@harmonybatch/contracts';
import type { Kafka } from 'kafkajs';
import { thisMachine } from '../report/machine';
import { harmonybatch } from '../system/harmonybatch';
import { answerFigures } from './answer-figures';
import { appFigures } from './app-figures';
import { executionFigures } from './execution-figures';
import { billOf, moneyFigures } from './money-figures';
import { answersAlone, itemsOf, modelFile, models } from './onnx-function';
import type { RealSystem } from './real-system';
import type { TrialReport } from './report';
import { sendTraffic, type SentRequest } from './send-traffic';
import { SystemLog } from './system-log';

export interface TrialTerms {
  readonly minutes: number;
  readonly cpuPeriodMs: number;
  readonly seed: number;
  readonly appFiles: readonly string[];
  /** Tells a person what goes on. */
  readonly progress: (text: string) => void;
}

const itemsOfModel = 64;
const warmUpMs = 30_000;
const graceMs = 30_000;
const pollMs = 50;
const msPerMinute = 60_000;

/** One trial of a system that nothing is registered at yet. */
export class Trial {
  private readonly itemsByModel = new Map(models.map((model) => [model, itemsOf(model, itemsOfModel)]));
  private readonly aloneByModel = new Map<string, readonly string[]>();

  private constructor(
    private readonly system: RealSystem,
    private readonly kafka: Kafka,
    private readonly log: SystemLog,
    private readonly terms: TrialTerms,
  ) {}

  /** @param folder where the function writes its log that is asked for the answers of items alone */
  static async run(system: RealSystem, kafka: Kafka, folder: string, terms: TrialTerms): Promise<TrialReport> {
    const log = await SystemLog.open(kafka, system.topicPrefix);
    try {
      const trial = new Trial(system, kafka, log, terms);
      await trial.answerAlone(folder);
      await trial.register();
      return await trial.serve();
    } finally {
      await log.close();
    }
  }

  private async answerAlone(folder: string): Promise<void> {
    this.terms.progress('what each item is answered alone');
    for (const [model, items] of this.itemsByModel)
      this.aloneByModel.set(model, await answersAlone(model, items, folder));
  }

  /** Until plans serve all apps. */
  private async register(): Promise<void> {
    this.terms.progress('models and apps are registered, functions started');
    const { env } = this.system;
    for (const model of models) await harmonybatch(['models', 'apply', modelFile(model), '--json'], env);
    for (const file of this.terms.appFiles)
      await harmonybatch(['apps', 'apply', file, '--timeout', '120s', '--json'], env);
  }

  private async serve(): Promise<TrialReport> {
    const { log, system, terms } = this;
    terms.progress('half a minute of traffic to get warm');
    const warmUp = await this.send(warmUpMs, terms.seed + 1);
    terms.progress(`${terms.minutes} minutes of traffic`);
    const [before, executedBefore] = [await billOf(system.fcEndpoint), log.executions.length];
    const sent = await this.send(terms.minutes * msPerMinute, terms.seed);
    const after = await billOf(system.fcEndpoint);
    const executions = log.executions.slice(executedBefore);
    return {
      machine: thisMachine(),
      minutes: terms.minutes,
      cpuPeriodMs: terms.cpuPeriodMs,
      apps: this.apps().map((app) => appFigures(app, sent, log.outcomes)),
      answers: answerFigures([...warmUp, ...sent], log.outcomes, (request) => this.aloneOf(request)),
      executions: executionFigures(executions, log.models),
      failedExecutions: executions.filter(({ status }) => status !== 'ok').length,
      money: moneyFigures(sent, log, before, after),
      plans: log.plans,
    };
  }

  private async send(durationMs: number, seed: number): Promise<SentRequest[]> {
    const { kafka, system, itemsByModel } = this;
    const producer = kafka.producer();
    await producer.connect();
    try {
      const traffic = { apps: this.apps(), itemsByModel, durationMs, seed };
      const sent = await sendTraffic(producer, system.topicPrefix, traffic);
      await this.untilAnswered(sent);
      return sent;
    } finally {
      await producer.disconnect();
    }
  }

  private async untilAnswered(sent: readonly SentRequest[]): Promise<void> {
    const endMs = performance.now() + graceMs;
    while (sent.some(({ id }) => !this.log.outcomes.has(id)) && performance.now() < endMs) await sleep(pollMs);
  }

  private apps(): AppRegistered[] {
    return [...this.log.apps.values()].sort((one, other) => one.name.localeCompare(other.name));
  }

  private aloneOf({ app, item }: SentRequest): string {
    const model = this.log.apps.get(app)?.model ?? '';
    return this.aloneByModel.get(model)?.[item] ?? '';
  }
}
