import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { topics, type AppRegistered, type PlanPublished } from '@harmonybatch/contracts';
import { PoissonArrivals } from '@harmonybatch/traffic';
import { freePorts } from '@harmonybatch/local-backends';
import { quickModel } from '../scaling/quick-model';
import { ScaledSystem } from '../scaling/scaled-system';
import { consoleName, startApp } from '../system/app-process';
import type { Backends } from '../system/backends';
import { root } from '../system/harmonybatch';
import type { NodeProcess } from '../system/node-process';
import { useOf } from '../system/process-use';
import { TopicWatch } from '../system/topic-watch';
import { RequestBook } from '../trials/traffic/request-book';
import { SteadyTraffic } from '../trials/traffic/steady-traffic';
import { moneyFigures, type MoneyFigures } from './money-figures';
import { OpenPage } from './open-page';
import type { ConsoleOptions } from './options';

export interface ConsoleFigures {
  readonly apps: number;
  readonly rateHz: number;
  readonly seconds: number;
  readonly firstPaintMs: number;
  readonly figuresMs: number;
  readonly pageHeapMb: { readonly before: number; readonly after: number };
  readonly pageNodes: number;
  readonly pageErrors: readonly string[];
  readonly consoleRssMb: { readonly before: number; readonly after: number };
  /** Of processes on the way of a request, of the console and of its page. */
  readonly corePercent: Readonly<Record<string, number>>;
  readonly money: MoneyFigures;
}

const shortestSloMs = 500;
const sloStepMs = 10;
const slos = 150;
const overheadMs = 100;
const planTimeoutMs = 180_000;
/** Freshly started processes run slower for a while. */
const warmUpMs = 30_000;
/** Longer than any SLO and the way take together. */
const drainMs = 10_000;
const msPerSecond = 1_000;
const progressMs = 60_000;

const manyApps = ({ apps, rateHz }: ConsoleOptions): AppRegistered[] =>
  Array.from({ length: apps }, (_, at) => ({
    name: `app-${String(at).padStart(4, '0')}`,
    model: 'quick',
    sloMs: shortestSloMs + sloStepMs * (at % slos),
    expectedRateHz: rateHz / apps,
  }));

/** Many apps send, and the console is left open. */
export class ConsoleRun {
  private readonly processes = new Map<string, number>();

  private constructor(
    private readonly system: ScaledSystem,
    private readonly server: NodeProcess,
    private readonly url: string,
    private readonly options: ConsoleOptions,
    private readonly progress: (text: string) => void,
  ) {}

  static async play(
    backends: Backends,
    options: ConsoleOptions,
    progress: (text: string) => void,
  ): Promise<ConsoleFigures> {
    const system = await ScaledSystem.start(backends, { checkout: root, overheadMs });
    let server: NodeProcess | undefined;
    try {
      const [port = 0] = await freePorts(1);
      const env = { ...system.env, CONSOLE_PORT: String(port) };
      server = await startApp(consoleName, env, join(backends.folder, 'console.log'));
      const run = new ConsoleRun(system, server, `http://127.0.0.1:${port}/`, options, progress);
      run.processes.set('kafka', backends.kafkaPid).set('redis', backends.redisPid).set(consoleName, server.pid);
      for (const [name, service] of system.services) run.processes.set(name, service.pids[0]!);
      return await run.measured();
    } finally {
      await server?.stop();
      await system.stop();
    }
  }

  private async measured(): Promise<ConsoleFigures> {
    const figures = await this.underTraffic();
    this.progress('until all is answered');
    await sleep(drainMs);
    return { ...figures, money: await moneyFigures(this.url, this.system.env['FC_ENDPOINT'] ?? '') };
  }

  private async underTraffic(): Promise<Omit<ConsoleFigures, 'money'>> {
    const { system, options } = this;
    const apps = manyApps(options);
    await this.planned(apps);
    const traffic = new SteadyTraffic(system.kafka, (name) => system.topic(name), new RequestBook());
    await traffic.open();
    traffic.change(apps, ({ name, expectedRateHz }) => new PoissonArrivals(expectedRateHz ?? 1, 1, name));
    try {
      this.progress('warming up');
      await sleep(warmUpMs);
      return await this.watched();
    } finally {
      await traffic.close();
    }
  }

  private async planned(apps: readonly AppRegistered[]): Promise<void> {
    const { system } = this;
    const plans = await TopicWatch.open<PlanPublished>(system.kafka, system.topic(topics.planPublished.name));
    await system.register(quickModel(), apps);
    const served = ({ groups }: PlanPublished): number =>
      new Set(groups.flatMap((group) => group.apps.map(({ name }) => name))).size;
    const plan = await plans.first((value) => served(value) === apps.length, { timeoutMs: planTimeoutMs });
    await plans.close();
    if (plan === undefined) throw new Error(`no plan serves all ${apps.length} apps after ${planTimeoutMs} ms`);
    this.progress(`${apps.length} apps in ${plan.value.groups.length} groups`);
  }

  private async watched(): Promise<Omit<ConsoleFigures, 'money'>> {
    const { apps, rateHz, seconds, chromium, pictureFile } = this.options;
    const page = await OpenPage.open(chromium, this.url);
    try {
      const figuresMs = await page.figuresMs();
      const firstPaintMs = await page.firstPaintMs();
      const before = { heapMb: await page.heapMb(), rssMb: useOf(this.server.pid).rssMb };
      const corePercent = await this.usedWhile(page, () => this.leftOpen(seconds));
      const after = { heapMb: await page.heapMb(), rssMb: useOf(this.server.pid).rssMb };
      if (pictureFile !== undefined) await page.picture(pictureFile);
      return {
        ...{ apps, rateHz, seconds, firstPaintMs, figuresMs, corePercent, pageErrors: page.errors },
        pageNodes: await page.nodes(),
        pageHeapMb: { before: before.heapMb, after: after.heapMb },
        consoleRssMb: { before: before.rssMb, after: after.rssMb },
      };
    } finally {
      await page.close();
    }
  }

  private async leftOpen(seconds: number): Promise<void> {
    for (let leftMs = seconds * msPerSecond; leftMs > 0; leftMs -= progressMs) {
      this.progress(`left open, ${Math.round(leftMs / msPerSecond)} s to go`);
      await sleep(Math.min(leftMs, progressMs));
    }
  }

  private async usedWhile(page: OpenPage, work: () => Promise<void>): Promise<Record<string, number>> {
    const beganMs = performance.now();
    const before = await this.cpuMs(page);
    await work();
    const tookMs = performance.now() - beganMs;
    const after = await this.cpuMs(page);
    return Object.fromEntries(
      Object.entries(before).map(([name, cpuMs]) => [name, (100 * (after[name]! - cpuMs)) / tookMs]),
    );
  }

  private async cpuMs(page: OpenPage): Promise<Record<string, number>> {
    const processes = [...this.processes].map(([name, pid]) => [name, useOf(pid).cpuMs] as const);
    return { ...Object.fromEntries(processes), ...(await page.cpuMs()) };
  }
}
