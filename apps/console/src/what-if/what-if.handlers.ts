import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { SloPrices, WhatIf, WhatIfAnswer } from '@harmonybatch/console-api';
import type { PlanPublished } from '@harmonybatch/contracts';
import { AppRegistry, ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import { Clock } from '@harmonybatch/ports';
import { NoAnswerError, PoolFullError, ThreadPool } from '@harmonybatch/service-kit';
import type { HandlerGroup, Handlers } from '../protocol/call';
import { notFound, Refusal, unavailable } from '../protocol/refusal';
import { appsAsked, appsNow, termsAsked } from './asked';
import { KnownPlans } from './known-plans';
import { whatIfCommand } from './what-if-command';
import type {
  ModelTask,
  PlannedWhatIf,
  SimulatedWhatIf,
  SimulationTask,
  ThreadAnswer,
  ThreadTask,
} from './what-if-task';

/** The built program of a thread, seen from this module, built or not. */
const file = join(__dirname, '..', '..', 'dist', 'what-if', 'what-if-thread.js');
/** One for a what-if, and one beside it: the services' work goes first. */
const maxThreads = 2;
const maxWaiting = 8;
/** A thread is ended then: its parts have limits of their own, together less, ms. */
const timeoutMs = 30_000;
const usualSeconds = 120;

/** Answers what would be, were something other than it is; changes nothing. */
@Injectable()
export class WhatIfHandlers implements HandlerGroup, OnApplicationShutdown {
  private readonly threads = new ThreadPool<ThreadTask, ThreadAnswer>({ file, maxThreads, maxWaiting });

  private readonly known = new KnownPlans();

  readonly handlers: Pick<Handlers, 'whatIf' | 'sloPrices'> = {
    whatIf: ({ params: { model }, body, signal }) => this.whatIf(model, body, signal),
    sloPrices: ({ params: { app }, signal }) => this.sloPrices(app, signal),
  };

  constructor(
    private readonly apps: AppRegistry,
    private readonly models: ModelRegistry,
    private readonly board: PlanBoard,
    private readonly clock: Clock,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.threads.close();
  }

  private async whatIf(model: string, asked: WhatIf, signal: AbortSignal): Promise<WhatIfAnswer> {
    const task = this.taskOf(model, asked);
    const { simulatedSeconds = usualSeconds, seed = 1 } = asked;
    const { made, answer } = await this.known.of(task, () => this.planned(task));
    const { found, notes, seconds } =
      simulatedSeconds === 0
        ? notSimulated
        : await this.simulated({ ...task, kind: 'simulation', made, simulatedSeconds, seed }, signal);
    const command = whatIfCommand(task, { seconds, seed });
    return { ...answer, simulated: found, notes: [...answer.notes, ...notes], command };
  }

  /** Others may wait for the same plan: it is made, whoever goes away. */
  private async planned(task: ModelTask): Promise<PlannedWhatIf> {
    const computed = await this.run({ ...task, kind: 'plan' });
    if (computed.kind !== 'plan') throw anotherQuestion();
    return computed.answer;
  }

  private async simulated(task: SimulationTask, signal: AbortSignal): Promise<SimulatedWhatIf> {
    const computed = await this.run(task, signal);
    if (computed.kind !== 'simulation') throw anotherQuestion();
    return computed.answer;
  }

  private async sloPrices(name: string, signal: AbortSignal): Promise<SloPrices> {
    const app = this.apps.get(name);
    if (app === undefined) throw notFound(`app ${name}`, 'GET /apps names the apps.');
    const computed = await this.run({ ...this.taskOf(app.model, {}), kind: 'slo-prices', app: name }, signal);
    if (computed.kind !== 'slo-prices') throw anotherQuestion();
    return computed.answer;
  }

  /** @throws Refusal where nothing is in force that it could be compared with, or what is asked for makes no sense */
  private taskOf(name: string, asked: WhatIf): ModelTask {
    const model = this.models.get(name);
    if (model === undefined) throw notFound(`model ${name}`, 'GET /overview names the models.');
    const inForce = this.inForce(name);
    const apps = appsAsked(appsNow(this.apps.ofModel(name), inForce), asked);
    return { model, inForce, apps, terms: termsAsked(inForce, asked), nowMs: this.clock.nowMs() };
  }

  private inForce(model: string): PlanPublished {
    const found = this.board.planOf(model)?.plan;
    if (found !== undefined) return found;
    throw new Refusal(409, {
      code: 'conflict',
      error: `no plan of model ${model} is in force, whose terms could be taken`,
      hint: 'Register an app of it, and wait for its first plan.',
    });
  }

  private async run(task: ThreadTask, signal?: AbortSignal): Promise<Computed> {
    const answer = await this.threads.run(task, timeoutMs, signal).catch((error: unknown) => {
      if (error instanceof PoolFullError)
        throw unavailable(`${maxWaiting} calls wait to be computed already`, 'Ask again in a moment.');
      if (error instanceof NoAnswerError)
        throw unavailable(`it was not computed: ${error.message}`, 'Ask with fewer apps, or lower rates.');
      throw error;
    });
    if (answer.kind === 'failed')
      throw unavailable(`it cannot be planned: ${answer.message}`, 'Ask with other SLOs, rates or prices.');
    return answer;
  }
}

const notSimulated: SimulatedWhatIf = { seconds: 0, found: null, notes: [] };

type Computed = Exclude<ThreadAnswer, { readonly kind: 'failed' }>;
const anotherQuestion = (): Error => new Error('a thread answered another question');
