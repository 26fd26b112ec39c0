import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerHost, type ContainerStartError } from '@harmonybatch/container-processes';
import { isRunning } from '@harmonybatch/local-backends';
import { invoke, saidIn, specOf, startReady } from './support/containers';

let host: ContainerHost;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'containers-'));
  host = await ContainerHost.open({ cpuPeriodMs: 100, hierarchies: [], maxLogLines: 50 });
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const failureOf = (ready: Promise<void>): Promise<ContainerStartError> =>
  ready.then(
    () => {
      throw new Error('it became ready');
    },
    (error: ContainerStartError) => error,
  );

const initializer = (timeoutMs = 50_000) =>
  ({ method: 'POST', path: '/initialize', headers: { 'x-fc-request-id': 'r1' }, timeoutMs }) as const;

describe('a container', () => {
  it('serves on a port of its own, with an environment of its own', async () => {
    const spec = specOf(
      { MODEL: 'm' },
      { portVariables: ['FC_CUSTOM_LISTEN_PORT'], limits: { vcpu: 0.5, memoryMb: 512 } },
    );
    const [one, two] = await Promise.all([startReady(host, spec), startReady(host, spec)]);
    const [first, second] = [saidIn(await invoke(one)), saidIn(await invoke(two))];
    expect(first.pid).toBe(one.pid);
    expect(first.env['PORT']).not.toBe(second.env['PORT']);
    expect(first.env).toEqual({
      PATH: process.env['PATH'],
      MODEL: 'm',
      HARMONYBATCH_FUNCTION_VCPU: '0.5',
      PORT: first.env['PORT'],
      FC_CUSTOM_LISTEN_PORT: first.env['PORT'],
    });
    expect(one.readyAfterMs).toBeGreaterThan(0);
  });

  it('gets headers and body as they are, and its status, headers and body come back', async () => {
    const container = await startReady(host, specOf());
    const body = Buffer.from('{"status":404}');
    const headers = { 'x-fc-request-id': 'r2', 'content-type': 'application/octet-stream' };
    const result = await container.call({ method: 'POST', path: '/invoke', headers, body, timeoutMs: 50_000 });
    if (result.kind !== 'answered') throw new Error(result.kind);
    expect(result.answer).toMatchObject({ status: 404, headers: { 'x-said': 'yes' } });
    expect(JSON.parse(result.answer.body.toString())).toMatchObject({ headers, text: '{"status":404}' });
  });

  it('keeps the last lines that it wrote', async () => {
    const container = await startReady(host, specOf());
    await invoke(container, { sayLines: 200 });
    await container.stop();
    const lines = container.log.last();
    expect(lines).toHaveLength(50);
    expect(lines.at(-1)).toEqual({ source: 'stdout', text: 'line 200' });
    expect(container.log.since(container.log.count - 2).map(({ text }) => text)).toEqual(['line 199', 'line 200']);
  });
});

describe('a container that does not come up', () => {
  it('says with which code it ended, and the last lines of its stderr', async () => {
    const error = await failureOf(host.start(specOf({ EXIT_EARLY: '3' })).ready);
    expect(error.end.cause).toBe('exited');
    expect(error.message.split('\n')).toEqual([
      'thing ended with code 3.',
      'Its last lines:',
      ...Array.from({ length: 10 }, (_, index) => `  error line ${index + 21}`),
    ]);
  });

  it('says which program is not there', async () => {
    const error = await failureOf(host.start(specOf({}, { command: [join(folder, 'nothing')] })).ready);
    expect(error.end).toEqual({
      cause: 'not_found',
      message: expect.stringMatching(/nothing cannot be run: .*ENOENT/),
    });
  });

  it('is given up when its port does not open in time', async () => {
    const container = host.start(specOf({ SILENT: '1' }, { startTimeoutMs: 300 }));
    const error = await failureOf(container.ready);
    expect(error.end).toEqual({ cause: 'not_ready', message: expect.stringContaining('not ready within 300 ms') });
    expect(isRunning(container.pid ?? 0)).toBe(false);
  });

  it.each([
    [
      'failed',
      { INIT_STATUS: '500' },
      initializer(),
      'initializer_failed',
      /POST \/initialize, failed: HTTP 500 no weights/,
    ],
    ['took too long', { INIT_HANGS: '1' }, initializer(200), 'initializer_timeout', /not answered within 200 ms/],
  ])('says that its initializer %s', async (_, env, hook, cause, message) => {
    const container = host.start(specOf(env, { initializer: hook }));
    const error = await failureOf(container.ready);
    expect(error.end).toEqual({ cause, message: expect.stringMatching(message) });
    expect(isRunning(container.pid ?? 0)).toBe(false);
  });

  it('may be stopped before it is ready', async () => {
    const container = host.start(specOf({ SILENT: '1' }));
    await container.stop();
    expect((await failureOf(container.ready)).end.cause).toBe('stopped');
  });
});

describe('a health check', () => {
  const healthCheck = {
    path: '/health',
    initialDelayMs: 0,
    periodMs: 20,
    timeoutMs: 20_000,
    failureThreshold: 2,
    successThreshold: 2,
  };

  it('ends a container that never passes it', async () => {
    const error = await failureOf(host.start(specOf({ HEALTH_STATUS: '503' }, { healthCheck })).ready);
    expect(error.end).toEqual({
      cause: 'unhealthy',
      message: 'thing: its health check GET /health failed 2 times in a row: HTTP 503',
    });
  });

  it('ends a container that no longer passes it', async () => {
    const container = await startReady(host, specOf({}, { healthCheck }));
    await invoke(container, { health: 500 });
    expect((await container.ended).cause).toBe('unhealthy');
  });
});

describe('a call', () => {
  it('that takes too long ends the container, and all that it runs', async () => {
    const container = await startReady(host, specOf());
    const waiting = invoke(container, { hang: true });
    const result = await invoke(container, { hang: true }, 200);
    const end = { cause: 'timeout', message: 'thing was killed: POST /invoke was not answered within 200 ms' };
    expect(result).toEqual({ kind: 'ended', end });
    expect(await waiting).toEqual({ kind: 'ended', end });
    expect(isRunning(container.pid ?? 0)).toBe(false);
  });

  it('that is aborted ends it as well', async () => {
    const container = await startReady(host, specOf());
    const caller = new AbortController();
    const body = Buffer.from('{"hang":true}');
    const result = container.call({ method: 'POST', path: '/invoke', body, timeoutMs: 50_000, signal: caller.signal });
    caller.abort();
    expect(await result).toMatchObject({ kind: 'ended', end: { cause: 'aborted' } });
  });

  it('tells that the process ended under it', async () => {
    const container = await startReady(host, specOf());
    expect(await invoke(container, { exit: 7 })).toMatchObject({
      kind: 'ended',
      end: { cause: 'exited', message: expect.stringContaining('ended with code 7') },
    });
  });

  it('tells a broken connection from an end', async () => {
    const container = await startReady(host, specOf());
    expect(await invoke(container, { breakOff: true })).toMatchObject({ kind: 'broken' });
    expect((await invoke(container)).kind).toBe('answered');
  });
});

describe('the end of a container', () => {
  it('is said to it by its pre-stop hook', async () => {
    const file = join(folder, 'said');
    const preStop = { method: 'GET', path: '/pre-stop', timeoutMs: 20_000 } as const;
    const container = await startReady(host, specOf({ PRE_STOP_FILE: file }, { preStop }));
    expect((await container.stop()).cause).toBe('stopped');
    expect(readFileSync(file, 'utf8')).toBe('stopping');
  });

  it('comes by force where it does not end when asked', async () => {
    const container = await startReady(host, specOf({ IGNORE_SIGTERM: '1' }, { stopGraceMs: 50 }));
    await container.stop();
    expect(isRunning(container.pid ?? 0)).toBe(false);
  });

  it('is that of all that it started', async () => {
    const container = await startReady(host, specOf({ HELPER: '200' }));
    const { helper = 0 } = saidIn(await invoke(container));
    expect(isRunning(helper)).toBe(true);
    await container.kill();
    expect(isRunning(helper)).toBe(false);
  });

  it('is that of all that it started, where it ends by itself as well', async () => {
    const container = await startReady(host, specOf({ HELPER: '200' }));
    const { helper = 0 } = saidIn(await invoke(container));
    await invoke(container, { exit: 0 });
    await container.ended;
    expect(isRunning(helper)).toBe(false);
  });
});
