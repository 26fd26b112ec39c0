import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isRunning } from '@harmonybatch/local-backends';
import type { SystemDescription } from '../src/system/system-file';
import { untilTrue } from './until';

const script = join(__dirname, '..', 'bin', 'harmonybatch-local.cjs');
let folder: string;
let state: string;
let running: Run[];

/** `npm start` in a process of its own. */
class Run {
  said = '';
  private readonly child: ChildProcess;
  /** It has ended, and all that it said was read. */
  private readonly closed: Promise<unknown>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const own = { KAFKA_BROKERS: '', REDIS_URL: '', HARMONYBATCH_STATE_DIR: state };
    this.child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...own, ...env } });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    }
    this.closed = once(this.child, 'close');
    running.push(this);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async exit(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exit();
  }

  /** Waits until it says so; fails where it ends before. */
  async untilSaid(text: string): Promise<void> {
    await untilTrue(() => {
      if (this.child.exitCode !== null) throw new Error(`it ended before it said "${text}":\n${this.said}`);
      return this.said.includes(text);
    });
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whole-system-'));
  state = join(folder, '.harmonybatch');
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((run) => run.end('SIGKILL')));
  await untilTrue(() => !existsSync(join(state, 'lock')));
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });

const systemOf = (): SystemDescription =>
  JSON.parse(readFileSync(join(state, 'system.json'), 'utf8')) as SystemDescription;

const portsOf = ({ services }: SystemDescription): number[] =>
  services.map(({ url }) => Number(url.slice(url.lastIndexOf(':') + 1)));

async function whatIsLeft(system: SystemDescription): Promise<object> {
  const ports = portsOf(system);
  const accepting = await Promise.all(ports.map(accepts));
  return {
    processes: system.services.filter(({ pid }) => isRunning(pid)).map(({ name }) => name),
    ports: ports.filter((_port, index) => accepting[index]),
    files: ['lock', 'system.json'].filter((file) => existsSync(join(state, file))),
  };
}

const nothing = { processes: [], ports: [], files: [] };

it('starts everything, refuses a second start, and leaves nothing when it is killed with -9', async () => {
  const run = new Run(['--no-demo']);
  await run.untilSaid('s after the start');
  const system = systemOf();
  expect(system.pid).toBe(run.pid);
  expect(system.services.map(({ name }) => name)).toEqual([
    'kafka',
    'redis',
    'fc-emulator',
    'http-gateway',
    'ingest',
    'rate-estimator',
    'planner',
    'batcher',
    'dispatcher',
    'outcome-forwarder',
    'console',
  ]);
  expect(await Promise.all(portsOf(system).map(accepts))).toEqual(system.services.map(() => true));
  const second = new Run(['--no-demo']);
  expect(await second.exit()).toBe(1);
  expect(second.said).toContain(`HarmonyBatch runs already: process ${run.pid}, since `);
  expect(second.said).toContain(join(state, 'system.json'));
  await run.end('SIGKILL');
  await untilTrue(async () => isDeepStrictEqual(await whatIsLeft(system), nothing));
});

it('registers the sample apps, ends in order at the first Ctrl-C, and leaves nothing', async () => {
  const run = new Run(['--no-demo']);
  await run.untilSaid('Ctrl-C ends it');
  expect(run.said).toContain('4 apps of vgg19 are planned for');
  const system = systemOf();
  expect(await run.end('SIGINT')).toBe(0);
  expect(run.said).toContain('no process is left');
  expect(await whatIsLeft(system)).toEqual(nothing);
});

it('shows the last lines of a service that dies at its start, and ends everything', async () => {
  const run = new Run(['--no-demo'], {
    KAFKA_BROKERS: process.env['TEST_KAFKA_BROKERS'],
    REDIS_URL: process.env['TEST_REDIS_URL'],
    KAFKA_TOPIC_PREFIX: `local-${process.pid}.`,
    HARMONYBATCH_OVERHEAD_MS: 'many',
  });
  expect(await run.exit()).toBe(1);
  expect(run.said).toMatch(/✗ planner ended with code 2\. The last lines of [^]*HARMONYBATCH_OVERHEAD_MS/);
  expect(existsSync(join(state, 'lock'))).toBe(false);
});
