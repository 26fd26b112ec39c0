import { setTimeout as sleep } from 'node:timers/promises';
import {
  topics,
  type AppRegistered,
  type CalibrationChanged,
  type InferenceCompleted,
  type PlanPublished,
} from '@harmonybatch/contracts';
import { PoissonArrivals, type ArrivalProcess } from '@harmonybatch/traffic';
import { TopicWatch } from '../system/topic-watch';
import type { Findings, PlanEntry, Verdict } from './judgement/findings';
import { phaseFigures, type Phase } from './judgement/phase-figures';
import { attained, complaintsIn, noFlood, nothingFailed, nothingLost, type Outage } from './judgement/promises';
import type { EmulatedFunction } from './system/emulator-control';

import { TrialSystem, type SystemOptions } from './system/trial-system';
import { RequestBook } from './traffic/request-book';
import { SteadyTraffic } from './traffic/steady-traffic';
import type { TrialSession } from './trial';

export interface Scenery {
  readonly model: string;
  readonly apps: readonly AppRegistered[];
  readonly systemOf?: (keys: Readonly<Record<string, string>>) => SystemOptions;
  /** How requests arrive; where absent as a Poisson process at the rate that the app was registered with. */
  readonly arrivalsOf?: (app: AppRegistered) => ArrivalProcess;
}

const planTimeoutMs = 120_000;
const pollMs = 50;
const drainSilenceMs = 30_000;
/** Freshly started processes run slower for a while. */
const warmUpMs = 20_000;

/** The running system under traffic, for the script of a trial. */
export class Stage {
  readonly phases: Phase[] = [];
  readonly outages: Outage[] = [];
  private readonly startedAtMs = Date.now();

  private constructor(
    readonly session: TrialSession,
    readonly system: TrialSystem,
    private readonly scenery: Scenery,
    readonly book: RequestBook,
    readonly plans: TopicWatch<PlanPublished>,
    readonly calibrations: TopicWatch<CalibrationChanged>,
    private readonly outcomes: TopicWatch<InferenceCompleted>,
    private readonly traffic: SteadyTraffic,
  ) {}

  /** Plays a script on a stage of its own and judges what came of it; whatever happens, nothing is left running. */
  static async play(
    session: TrialSession,
    scenery: Scenery,
    script: (stage: Stage) => Promise<StageVerdicts>,
  ): Promise<Findings> {
    const system = await TrialSystem.start(session.backends, scenery.systemOf ?? (() => ({})));
    try {
      const stage = await Stage.open(session, system, scenery);
      const verdicts = await script(stage);
      await stage.close();
      return stage.findings(verdicts);
    } finally {
      await system.stop();
    }
  }

  private static async open(session: TrialSession, system: TrialSystem, scenery: Scenery): Promise<Stage> {
    const { kafka } = system;
    const book = new RequestBook();
    const plans = await TopicWatch.open<PlanPublished>(kafka, system.topic(topics.planPublished.name));
    const calibrations = await TopicWatch.open<CalibrationChanged>(kafka, system.topic(topics.calibrationChanged.name));
    const outcomes = await TopicWatch.open<InferenceCompleted>(
      kafka,
      system.topic(topics.inferenceCompleted.name),
      ({ value, atMs }) => book.answer(value, atMs),
    );
    const traffic = new SteadyTraffic(kafka, (name) => system.topic(name), book);
    return new Stage(session, system, scenery, book, plans, calibrations, outcomes, traffic);
  }

  /** Registers model and apps, waits for a plan that serves all of them, and lets requests flow until all are warm. */
  async begin(warmMs = warmUpMs): Promise<void> {
    const { model, apps } = this.scenery;
    await this.system.registerModel(model);
    await this.system.registerApps(apps);
    const plan = await this.plans.first((one) => servesAll(one, apps), { timeoutMs: planTimeoutMs });
    if (plan === undefined) throw new Error(`no plan serves all ${apps.length} apps after ${planTimeoutMs} ms`);
    await this.traffic.open();
    this.flow();
    this.phase('warm-up');
    await this.wait(warmMs);
  }

  /** From now on requests come so many times as often as their apps were registered with. */
  flow(factor = 1): void {
    const { apps, arrivalsOf } = this.scenery;
    const { seed } = this.session.options;
    const poisson = (app: AppRegistered) =>
      new PoissonArrivals(factor * (app.expectedRateHz ?? 1), seed + this.phases.length, app.name);
    this.traffic.change(apps, arrivalsOf ?? poisson);
  }

  /** Begins another part of the traffic. */
  phase(name: string): number {
    const fromMs = Date.now();
    this.phases.push({ name, fromMs });
    this.session.say(`${name}, after ${Math.round((fromMs - this.startedAtMs) / 1_000)} s`);
    return fromMs;
  }

  async wait(ms: number): Promise<void> {
    await sleep(ms);
  }

  /** Functions of the plan in force. */
  planned(): string[] {
    return [...new Set(this.plans.last?.value.groups.map(({ functionName }) => functionName) ?? [])];
  }

  /** Resolves when the functions are as `is` says, or with false where they are not in time. */
  async until(is: (functions: readonly EmulatedFunction[]) => boolean, timeoutMs: number): Promise<boolean> {
    const endMs = Date.now() + timeoutMs;
    while (Date.now() < endMs) {
      if (is(await this.system.emulator.functions())) return true;
      await sleep(pollMs);
    }
    return false;
  }

  private async close(): Promise<void> {
    await this.traffic.close();
    let answered = -1;
    for (let silentSinceMs = Date.now(); this.book.open > 0 && Date.now() - silentSinceMs < drainSilenceMs;) {
      if (this.book.answered !== answered) silentSinceMs = Date.now();
      answered = this.book.answered;
      await sleep(pollMs);
    }
    await Promise.all([this.plans, this.calibrations, this.outcomes].map((watch) => watch.close()));
  }

  private findings({ calm, verdicts, facts = {} }: StageVerdicts): Findings {
    const requests = this.book.all();
    const figures = phaseFigures(requests, this.phases);
    const complaints = complaintsIn(this.system.logs.complaints(this.phases[1]?.fromMs ?? 0));
    const usual = [nothingLost(this.book), nothingFailed(requests, this.outages), ...attained(figures, calm)];
    const plans = this.plans.records.map((record) => entryOf(record, this.startedAtMs));
    return { figures, plans, complaints, facts, verdicts: [...usual, noFlood(complaints), ...verdicts] };
  }
}

/** What a script judges beside what all are judged by. */
export interface StageVerdicts {
  /** Phases in which every app has to be served as it was promised. */
  readonly calm: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly facts?: Readonly<Record<string, string | number>>;
}

const servesAll = (plan: PlanPublished, apps: readonly AppRegistered[]): boolean => {
  const served = new Set(plan.groups.flatMap((group) => group.apps.map(({ name }) => name)));
  return apps.every(({ name }) => served.has(name));
};

function entryOf(record: TopicWatch<PlanPublished>['records'][number], startedAtMs: number): PlanEntry {
  const { groups, reason, costPerRequest } = record.value;
  return {
    afterSeconds: Math.round((record.atMs - startedAtMs) / 1_000),
    epoch: record.offset,
    reason,
    groups: groups.map(
      ({ warmInstances, function: { type, vcpu, gpuMemoryMb }, batchSize }) =>
        `${warmInstances} × ${type} ${type === 'cpu' ? `${vcpu} vCPU` : `${(gpuMemoryMb ?? 0) / 1024} GB`} b${batchSize}`,
    ),
    costPerMillion: costPerRequest * 1e6,
  };
}
