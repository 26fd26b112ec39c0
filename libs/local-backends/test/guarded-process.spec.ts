import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GuardedProcess, isRunning, ProcessEndedError, untilReady } from '@harmonybatch/local-backends';
import { until, untilTrue } from './until';

const fixture = (name: string): string => join(__dirname, 'fixtures', name);
const node = process.execPath;
let folder: string;
let logFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guarded-'));
  logFile = join(folder, 'logs', 'child.log');
});

afterEach(async () => {
  await GuardedProcess.killAll();
  rmSync(folder, { recursive: true });
});

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** Resolves when nobody listens on the port any more; the kernel closes a killed process's sockets a moment later. */
async function untilRefused(port: number): Promise<void> {
  while (await accepts(port)) await new Promise((resolve) => setImmediate(resolve));
}

const never = (): Promise<void> => new Promise(() => undefined);

it('tells the last lines of a process that ends before it is ready', async () => {
  const script =
    'for (let i = 1; i <= 30; i++) console.log(`line ${i}`); console.error("no such port"); process.exit(3)';
  const child = await GuardedProcess.start({ name: 'thing', command: node, args: ['-e', script], logFile });
  const error = await untilReady(child, never).catch((reason: unknown) => reason as ProcessEndedError);
  if (!(error instanceof ProcessEndedError)) throw new Error('it did not fail');
  expect(error.exit).toEqual({ code: 3, signal: null });
  expect(error.message).toMatch(/^thing ended with code 3\. The last lines of .*child\.log:/);
  expect(error.message.split('\n').slice(1)).toEqual([
    ...Array.from({ length: 19 }, (_, index) => `  line ${index + 12}`),
    '  no such port',
  ]);
});

it('kills a process that does not become ready', async () => {
  const child = await GuardedProcess.start({
    name: 'thing',
    command: node,
    args: [fixture('stubborn-listener.cjs')],
    logFile,
  });
  await expect(untilReady(child, () => Promise.reject(new Error('not ready')))).rejects.toThrow('not ready');
  expect(isRunning(child.pid)).toBe(false);
});

it('names a command that is not there', async () => {
  const missing = { name: 'thing', command: join(folder, 'nothing'), args: [], logFile };
  await expect(GuardedProcess.start(missing)).rejects.toThrow(/^thing cannot be started \(.*nothing\): .*ENOENT/);
});

it('kills a process that does not end in time when it is asked to', async () => {
  const child = await GuardedProcess.start({
    name: 'thing',
    command: node,
    args: [fixture('stubborn-listener.cjs')],
    logFile,
  });
  await until(() => readFileSync(logFile, 'utf8') || undefined);
  expect(await child.stop(10)).toEqual({ code: null, signal: 'SIGKILL' });
  expect(child.running).toBe(false);
});

it('truncates the log at a start and continues it where that is asked for', async () => {
  const say = (word: string, append: boolean): Promise<unknown> =>
    GuardedProcess.start({ name: 'thing', command: 'echo', args: [word], logFile, append }).then(
      (child) => child.exited,
    );
  await say('one', false);
  await say('two', true);
  expect(readFileSync(logFile, 'utf8')).toBe('one\ntwo\n');
  await say('three', false);
  expect(readFileSync(logFile, 'utf8')).toBe('three\n');
});

it.each(['SIGKILL', 'SIGTERM'] as const)('leaves no process, port or lock when the parent gets %s', async (signal) => {
  const lockFile = join(folder, 'lock');
  const parent = spawn(node, [fixture('guarding-parent.cjs'), logFile, lockFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const { child } = JSON.parse(line) as { child: number };
  const port = Number(await until(() => readFileSync(logFile, 'utf8') || undefined));
  expect([await accepts(port), isRunning(child), existsSync(lockFile)]).toEqual([true, true, true]);
  parent.kill(signal);
  await once(parent, 'exit');
  await untilTrue(() => !existsSync(lockFile) && !isRunning(child));
  await untilRefused(port);
});
