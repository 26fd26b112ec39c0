import { setTimeout as sleep } from 'node:timers/promises';
import { topics } from '@harmonybatch/contracts';
import type { AppPage, Overview, RequestList, RequestPage } from '@harmonybatch/console-api';
import { freshIds, RunningSystem } from '../harness/running-system';
import type { ServiceProcess } from '../harness/service-process';

/** What is sent of each app before the first page is opened. */
export const sent = { tight: 24, relaxed: 36, bulk: 48, nightly: 0 } as const;
export const allSent = Object.values(sent).reduce<number>((sum, one) => sum + one, 0);
/** Requests of an app that nobody registered: rejected. */
export const strangers = 3;
/** Records that no service can read. */
export const unreadable = 2;

const model = 'resnet50';
const sloMs = { tight: 5_000, relaxed: 12_000, bulk: 20_000, nightly: 20_000 } as const;

/** A system with four apps of which three have traffic, and the console that shows it. */
export class ConsoleUnderTest {
  private constructor(
    private readonly system: RunningSystem,
    private service: ServiceProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<ConsoleUnderTest> {
    const console = await ConsoleUnderTest.withApps();
    await console.bringTraffic();
    return console;
  }

  /** The same before any request. @param env of its services */
  static async withApps(env: Record<string, string> = {}): Promise<ConsoleUnderTest> {
    const system = await RunningSystem.start(1, { HARMONYBATCH_OVERHEAD_MS: '2000', ...env });
    const service = await system.startService('console', { CONSOLE_PORT: '0' });
    const url = await service.servesAt('the console is open');
    await system.registerModel(model, 'vgg19');
    for (const [name, slo] of Object.entries(sloMs))
      await system.registerApp({ name, model, sloMs: slo, attainment: 0.9, expectedRateHz: 5 });
    return new ConsoleUnderTest(system, service, url);
  }

  async ask<Answer>(path: string): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** One of the app's requests that did not fill its batch: whatever fills one leaves as it arrives. */
  async requestThatWaited(app: keyof typeof sloMs): Promise<RequestList['rows'][number]> {
    const { rows } = await this.ask<RequestList>(`/requests?app=${app}`);
    for (const row of rows) {
      const { timeline } = await this.ask<RequestPage>(`/requests/${row.identity}`);
      if (timeline.some(({ part }) => part === 'waited')) return row;
    }
    throw new Error(`no request of ${app} waited in a batch`);
  }

  /** Changes what an app asks for, and waits until another plan is in force for it. */
  async changeSlo(app: keyof typeof sloMs, changedMs: number): Promise<void> {
    await this.askForSlo(app, changedMs);
    await this.system.plan(({ groups }) =>
      groups.some(({ apps }) => apps.some((planned) => planned.name === app && planned.sloMs === changedMs)),
    );
  }

  /** Changes what an app asks for. */
  async askForSlo(app: keyof typeof sloMs, changedMs: number): Promise<void> {
    await this.system.registerApp({ name: app, model, sloMs: changedMs, attainment: 0.9, expectedRateHz: 5 });
  }

  /** Ends the server of the pages as a deployment does; the pages stay open. */
  async stopServer(): Promise<void> {
    await this.system.stopService('console');
  }

  /** Starts it again where it was. */
  async startServer(): Promise<void> {
    this.service = await this.system.startService('console', { CONSOLE_PORT: new URL(this.url).port });
    await this.service.servesAt('the console is open');
  }

  async stop(): Promise<void> {
    await this.system.stop();
  }

  private async bringTraffic(): Promise<void> {
    const { system } = this;
    await system.plan(({ groups }) => groups.flatMap(({ apps }) => apps).length === Object.keys(sloMs).length);
    await Promise.all(Object.entries(sent).map(([app, requests]) => system.request(app, freshIds(requests), 20)));
    await system.request('stranger', freshIds(strangers));
    for (let letter = 0; letter < unreadable; letter += 1)
      await system.publish(topics.inferenceAccepted.name, null, `no JSON, number ${letter}`);
    await this.until(async () => {
      const { counts } = await this.ask<Overview>('/overview?window=1h');
      return counts.requests >= allSent;
    });
    await this.until(async () => (await this.ask<AppPage>('/apps/tight?window=1h')).lanes.length > 0);
  }

  /** Resolves when it holds, which the test's own time limits. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await sleep(100);
  }
}
