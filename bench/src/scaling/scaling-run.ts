import { setTimeout as sleep } from 'node:timers/promises';
import { topics, type InferenceCompleted, type PlanPublished } from '@harmonybatch/contracts';
import { PoissonArrivals } from '@harmonybatch/traffic';
import type { Backends } from '../system/backends';
import { TopicWatch } from '../system/topic-watch';
import { RequestBook } from '../trials/traffic/request-book';
import { SteadyTraffic } from '../trials/traffic/steady-traffic';
import { figuresOf, type EventFigures, type EventWindow } from './event-figures';
import type { ScalingOptions } from './options';
import { quickApps, quickModel } from './quick-model';
import { ScaledSystem } from './scaled-system';
import { replicasBefore, scalingEvents, type ScalingEvent } from './scaling-event';
import type { ServiceReplicas } from './service-replicas';

/** Freshly started processes run slower for a while. */
const warmUpMs = 30_000;
const calmMs = 20_000;
/** Of the 20 s around an event. */
const beforeMs = 2_000;
const afterMs = 18_000;
/** An event that takes longer than that is watched for so long after its end. */
const settleMs = 5_000;
const planTimeoutMs = 120_000;
const drainMs = 30_000;
const pollMs = 50;

/** One system under traffic, and what is done to its services. */
export class ScalingRun {
  private readonly book = new RequestBook();
  private readonly windows: EventWindow[] = [];

  constructor(
    private readonly system: ScaledSystem,
    private readonly options: ScalingOptions,
    private readonly progress: (text: string) => void,
  ) {}

  /** Whatever happens, no process of it is left running. */
  static async play(
    backends: Backends,
    options: ScalingOptions,
    progress: (text: string) => void,
  ): Promise<EventFigures[]> {
    progress(`services of ${options.checkout}`);
    const system = await ScaledSystem.start(backends, options);
    try {
      return await new ScalingRun(system, options, progress).run();
    } finally {
      await system.stop();
    }
  }

  private async run(): Promise<EventFigures[]> {
    const { system, book } = this;
    const completed = system.topic(topics.inferenceCompleted.name);
    const outcomes = await TopicWatch.open<InferenceCompleted>(system.kafka, completed, ({ value, atMs }) =>
      book.answer(value, atMs),
    );
    const traffic = new SteadyTraffic(system.kafka, (name) => system.topic(name), book);
    await this.planned();
    await this.underTraffic(traffic);
    await this.drained();
    await outcomes.close();
    const requests = book.all();
    return this.windows.map((window) => figuresOf(requests, window));
  }

  /** Registers model and apps; resolves when a plan serves all of them. */
  private async planned(): Promise<void> {
    const { system, options } = this;
    const apps = quickApps(options.rateHz);
    const plans = await TopicWatch.open<PlanPublished>(system.kafka, system.topic(topics.planPublished.name));
    await system.register(quickModel(), apps);
    const servesAll = ({ groups }: PlanPublished) => groups.flatMap((group) => group.apps).length === apps.length;
    const plan = await plans.first(servesAll, { timeoutMs: planTimeoutMs });
    await plans.close();
    if (plan === undefined) throw new Error(`no plan serves all ${apps.length} apps after ${planTimeoutMs} ms`);
    for (const {
      apps: served,
      batchSize,
      function: { type, vcpu },
    } of plan.value.groups)
      this.progress(
        `plan: ${served.map(({ name, timeoutMs }) => `${name} waits ${Math.round(timeoutMs)} ms`).join(', ')}; batches of ${batchSize} on ${type} ${vcpu ?? ''}`,
      );
  }

  private async underTraffic(traffic: SteadyTraffic): Promise<void> {
    const { rateHz, seed, runs, services } = this.options;
    await traffic.open();
    traffic.change(
      quickApps(rateHz),
      ({ name, expectedRateHz }) => new PoissonArrivals(expectedRateHz ?? 1, seed, name),
    );
    try {
      this.progress('warming up');
      await sleep(warmUpMs);
      for (let run = 1; run <= runs; run += 1) {
        await this.calm(run);
        for (const name of services) await this.scale(this.system.services.get(name)!, run);
      }
    } finally {
      await traffic.close();
    }
  }

  /** What is without any event, to hold the others against. */
  private async calm(run: number): Promise<void> {
    const fromMs = Date.now();
    await sleep(calmMs);
    this.windows.push({ service: 'none', event: 'calm', run, fromMs, untilMs: Date.now(), lastedMs: 0 });
  }

  private async scale(service: ServiceReplicas, run: number): Promise<void> {
    for (const event of scalingEvents) {
      if (service.count !== replicasBefore(event)) {
        await service.scaleTo(replicasBefore(event));
        await sleep(settleMs);
      }
      await this.watched(service, event, run);
    }
  }

  private async watched(service: ServiceReplicas, event: ScalingEvent, run: number): Promise<void> {
    this.progress(`run ${run}, ${service.name}: ${event.name}`);
    await sleep(beforeMs);
    const beganAtMs = Date.now();
    await event.happen(service);
    const endedAtMs = Date.now();
    await sleep(Math.max(beganAtMs + afterMs - endedAtMs, settleMs));
    const window = { fromMs: beganAtMs - beforeMs, untilMs: Date.now(), lastedMs: endedAtMs - beganAtMs };
    this.windows.push({ service: service.name, event: event.name, run, ...window });
  }

  private async drained(): Promise<void> {
    const endMs = Date.now() + drainMs;
    while (this.book.open > 0 && Date.now() < endMs) await sleep(pollMs);
  }
}
