import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuardedProcess, isRunning, type Exit } from '@harmonybatch/local-backends';
import { servicePart } from '../src/parts/service-part';
import type { Part } from '../src/supervise/part';
import { Supervisor } from '../src/supervise/supervisor';
import { stopStages } from '../src/system/stages';

let folder: string;
const supervisors: Supervisor[] = [];

/** A supervisor that ends with its test: it would start again what the test's end kills. */
function supervise(...of: ConstructorParameters<typeof Supervisor>): Supervisor {
  const supervisor = new Supervisor(...of);
  supervisors.push(supervisor);
  return supervisor;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
});

afterEach(async () => {
  await Promise.all(supervisors.splice(0).map((supervisor) => supervisor.stop(stopStages)));
  await GuardedProcess.killAll();
  rmSync(folder, { recursive: true });
});

const partOf = (name: string, env: NodeJS.ProcessEnv = {}): Part =>
  servicePart({
    name,
    script: join(__dirname, 'fixtures', 'fake-service.cjs'),
    logFile: join(folder, `${name}.log`),
    healthPath: '/health/ready',
    env: (before) => ({ ...process.env, HTTP_PORT: before ? new URL(before).port : '0', ...env }),
  });

const quiet = (): void => undefined;

/** Hears what a supervisor tells, and lets a test wait for it. */
class Told {
  readonly ends: { name: string; exit: Exit; lines: readonly string[]; againInMs: number }[] = [];
  readonly failures: string[] = [];
  readonly again: Promise<string>;
  readonly failed: Promise<string>;
  private tellAgain: (name: string) => void = quiet;
  private tellFailed: (reason: string) => void = quiet;

  constructor() {
    this.again = new Promise((resolve) => (this.tellAgain = resolve));
    this.failed = new Promise((resolve) => (this.tellFailed = resolve));
  }

  ended({ name }: Part, exit: Exit, lines: readonly string[], againInMs: number): void {
    this.ends.push({ name, exit, lines, againInMs });
  }

  startedAgain({ name }: Part): void {
    this.tellAgain(name);
  }

  notStarted(_part: Part, reason: string): void {
    this.failures.push(reason);
    this.tellFailed(reason);
  }
}

const endIt = (url: string): Promise<unknown> => fetch(url, { method: 'POST' }).catch(quiet);

it('waits until a service is ready, and says where it is', async () => {
  const supervisor = supervise(new Told(), 60_000);
  const { url, pid } = await supervisor.start(partOf('batcher'), quiet);
  expect((await fetch(url)).status).toBe(200);
  expect(isRunning(pid)).toBe(true);
});

it('shows the last lines of a service that ends at its start', async () => {
  const supervisor = supervise(new Told(), 60_000);
  const start = supervisor.start(partOf('planner', { FAKE_FAULT: 'at-start' }), quiet);
  await expect(start).rejects.toThrow(
    /^planner ended with code 2\.[^]*\{"msg":"starting"\}\n {2}the configuration is wrong/,
  );
  expect(supervisor.running.size).toBe(0);
});

it('starts a service again that ends later, where it was, and tells it', async () => {
  const told = new Told();
  const supervisor = supervise(told, 60_000);
  const part = partOf('batcher');
  const before = await supervisor.start(part, quiet);
  await endIt(before.url);
  expect(await told.again).toBe('batcher');
  expect(told.ends).toMatchObject([{ name: 'batcher', exit: { code: 7, signal: null }, againInMs: 0 }]);
  expect(told.ends[0]?.lines).toContain('{"msg":"starting"}');
  const after = supervisor.running.get(part);
  expect(after?.url).toBe(before.url);
  expect(after?.pid).not.toBe(before.pid);
});

it('does not start it again so soon a second time', async () => {
  const told = new Told();
  const supervisor = supervise(told, 60_000);
  const part = partOf('batcher');
  await endIt((await supervisor.start(part, quiet)).url);
  await told.again;
  const second = supervisor.running.get(part);
  await endIt(second?.url ?? '');
  await second?.exited;
  await new Promise(setImmediate);
  expect(told.ends).toHaveLength(2);
  expect(told.ends[1]?.againInMs).toBeGreaterThan(0);
  await supervisor.stop(stopStages);
});

it('tells when it could not be started again', async () => {
  const told = new Told();
  const supervisor = supervise(told, 60_000);
  let starts = 0;
  const sound = partOf('batcher');
  const faulty = partOf('batcher', { FAKE_FAULT: 'at-start' });
  const part: Part = { ...sound, start: (before, say) => (starts++ === 0 ? sound : faulty).start(before, say) };
  await endIt((await supervisor.start(part, quiet)).url);
  expect(await told.failed).toMatch(/^batcher ended with code 2/);
  await supervisor.stop(stopStages);
});

it('stops in the way of a request, brokers last, each when those before it are gone', async () => {
  const supervisor = supervise(new Told(), 60_000);
  const names = [
    'kafka',
    'redis',
    'fc-emulator',
    'outcome-forwarder',
    'dispatcher',
    'batcher',
    'batcher-2',
    'planner',
    'rate-estimator',
    'ingest',
    'http-gateway',
  ];
  const order: string[] = [];
  for (const name of names) {
    const { exited } = await supervisor.start(partOf(name), quiet);
    void exited.then(() => order.push(name));
  }
  await supervisor.stop(stopStages);
  expect(order[0]).toBe('http-gateway');
  expect(order.slice(1, 4).sort()).toEqual(['ingest', 'planner', 'rate-estimator']);
  expect(order.slice(4, 6).sort()).toEqual(['batcher', 'batcher-2']);
  expect(order[6]).toBe('dispatcher');
  expect(order.slice(7, 9).sort()).toEqual(['fc-emulator', 'outcome-forwarder']);
  expect(order.slice(9)).toEqual(['redis', 'kafka']);
});

it('kills a service that does not end in its time', async () => {
  const supervisor = supervise(new Told(), 60_000);
  const { exited } = await supervisor.start(partOf('dispatcher', { FAKE_FAULT: 'deaf' }), quiet);
  await supervisor.stop([{ has: ({ name }) => name === 'dispatcher', untilMs: 50 }]);
  expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
});

it('ends also what was only being started, and starts nothing after', async () => {
  const supervisor = supervise(new Told(), 60_000);
  const start = supervisor.start(partOf('planner', { FAKE_FAULT: 'never-ready' }), quiet);
  const failure = start.catch((error: unknown) => (error as Error).message);
  const spawned = supervisor.start(partOf('ingest'), quiet);
  await spawned;
  await supervisor.stop(stopStages);
  expect(await failure).toMatch(/^planner ended by SIGKILL/);
  await expect(supervisor.start(partOf('batcher'), quiet)).rejects.toThrow('batcher is not needed any more');
});
