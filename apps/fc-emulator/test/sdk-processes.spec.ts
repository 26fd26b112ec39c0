import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as $FC from '@alicloud/fc20230330';
import { isRunning } from '@harmonybatch/local-backends';
import { SystemTimers } from '../src/time/timers';
import { Workbench, batchOf, refusal } from './support/sdk';

const program = join(__dirname, '../../../libs/container-processes/test/fixtures/container.cjs');
const body = batchOf({ id: 'x', inputs: 1 }, { id: 'y', inputs: 2 });
const initializer = { handler: 'index.initialize', timeout: 20 };

let bench: Workbench;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  const images = {
    'registry/real:*': { command: [process.execPath, program], env: { OF_IMAGE: 'yes', MODEL: 'of the image' } },
    'registry/missing:*': { command: ['./nothing'] },
  };
  writeFileSync(join(folder, 'images.json'), JSON.stringify(images));
  bench = await Workbench.open(new SystemTimers(), {
    HARMONYBATCH_IMAGE_COMMANDS: join(folder, 'images.json'),
    FC_EMULATOR_MAX_INSTANCES: '2',
    FC_EMULATOR_CPU_COLD_START_MS: '1-1',
  });
});

afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

const createReal = (environmentVariables: Record<string, string> = {}, change: object = {}) =>
  bench.create({
    functionName: 'real',
    environmentVariables,
    customContainerConfig: new $FC.CustomContainerConfig({ image: 'registry/real:1', port: 9000 }),
    ...change,
  });

const scale = (minInstances: number) =>
  bench.client.putScalingConfig(
    'real',
    new $FC.PutScalingConfigRequest({ qualifier: 'LATEST', body: new $FC.PutScalingConfigInput({ minInstances }) }),
  );

const scaling = async () =>
  (await bench.client.getScalingConfig('real', new $FC.GetScalingConfigRequest({ qualifier: 'LATEST' }))).body;

const untilTrue = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(20);
};

describe('a function with a local command', () => {
  it('runs as a process, with what the platform gives a container, and its answer and log come back', async () => {
    await createReal({ MODEL: 'of the function' });
    const { headers, body: said } = await bench.invoke('real', body, { xFcLogType: 'Tail' });
    expect(said).toMatchObject({
      text: body,
      headers: {
        'content-type': 'application/octet-stream',
        'x-fc-request-id': headers['x-fc-request-id'],
        'x-fc-control-path': '/invoke',
        'x-fc-function-name': 'real',
        'x-fc-function-memory': '1024',
      },
      env: {
        OF_IMAGE: 'yes',
        MODEL: 'of the function',
        FC_FUNCTION_NAME: 'real',
        FC_INSTANCE_ID: headers['x-fc-instance-id'],
        HARMONYBATCH_FUNCTION_VCPU: '1',
      },
    });
    expect(said.env.FC_CUSTOM_LISTEN_PORT).toBe(said.env.PORT);
    expect(headers).toMatchObject({ 'x-said': 'yes', 'x-fc-invocation-duration': expect.stringMatching(/^\d+$/) });
    const log = Buffer.from(headers['x-fc-log-result'] ?? '', 'base64').toString();
    expect(log).toContain(`FC Invoke Start RequestId: ${headers['x-fc-request-id']}`);
    expect(log).toContain(`FC Invoke End RequestId: ${headers['x-fc-request-id']}`);
    const bill = await bench.page('/emulator/bill');
    expect(bill['functions']).toMatchObject([
      { name: 'real', invocations: 1, items: 2, billedSeconds: expect.any(Number) },
    ]);
    expect(await bench.page('/emulator/state')).toMatchObject({
      processLimits: { cpu: expect.any(String), memory: expect.any(String) },
      functions: [{ runs: 'process', instances: [{ state: 'ready' }] }],
    });
  });

  it('stands beside those that are emulated', async () => {
    await bench.create();
    await createReal();
    const [emulated, real] = await Promise.all([bench.invoke('cpu-1', body), bench.invoke('real', body)]);
    expect(emulated.body.items).toHaveLength(2);
    expect(real.body.pid).toEqual(expect.any(Number));
  });

  it('has a process an instance, serves one invocation in each, and ends with its instances', async () => {
    await createReal();
    await scale(2);
    await untilTrue(async () => (await scaling())?.currentInstances === 2);
    const waiting = JSON.stringify({ waitForFile: join(folder, 'go') });
    const busy = [bench.invoke('real', waiting), bench.invoke('real', waiting)];
    await untilTrue(async () => (await bench.page('/health'))['inFlight'] === 2);
    await expect(bench.invoke('real', body)).rejects.toEqual(refusal('ResourceExhausted', 429));
    writeFileSync(join(folder, 'go'), '');
    const pids = (await Promise.all(busy)).map((answer) => answer.body.pid as number);
    expect(new Set(pids).size).toBe(2);
    await bench.client.deleteScalingConfig('real', new $FC.DeleteScalingConfigRequest({ qualifier: 'LATEST' }));
    await bench.client.deleteFunction('real');
    await untilTrue(() => pids.every((pid) => !isRunning(pid)));
  });

  it('that runs too long is cut off, and another process serves the next invocation', async () => {
    await createReal({}, { timeout: 1 });
    const first = await bench.invoke('real', '{}');
    const slow = await bench.invoke('real', '{"hang":true}');
    expect(slow.headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    expect(slow.body).toMatchObject({ errorType: 'FunctionTimedOut' });
    expect(isRunning(first.body.pid)).toBe(false);
    const next = await bench.invoke('real', '{}');
    expect(next.headers['x-fc-instance-id']).not.toBe(first.headers['x-fc-instance-id']);
  });

  it('whose process ends under an invocation, or answers with another status than 200, has failed', async () => {
    await createReal();
    const ended = await bench.invoke('real', '{"exit":7}');
    expect(ended.headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    expect(ended.body.errorMessage).toMatch(/^Process exited unexpectedly .* ended with code 7/);
    const failed = await bench.invoke('real', '{"status":500}');
    expect([failed.statusCode, failed.headers['x-fc-error-type']]).toEqual([200, 'UnhandledInvocationError']);
    expect(failed.body.text).toBe('{"status":500}');
  });
});

describe('a process that does not come up', () => {
  it('is an error of the function where its initializer failed, and the scaling configuration says so', async () => {
    const instanceLifecycleConfig = new $FC.InstanceLifecycleConfig({
      initializer: new $FC.LifecycleHook(initializer),
    });
    await createReal({ INIT_STATUS: '500' }, { instanceLifecycleConfig });
    const { statusCode, headers, body: said } = await bench.invoke('real', body);
    expect([statusCode, headers['x-fc-error-type']]).toEqual([200, 'UnhandledInitializationError']);
    expect(said.errorMessage).toMatch(/POST \/initialize, failed: HTTP 500 no weights/);
    await scale(1);
    await untilTrue(async () => (await scaling())?.currentError !== undefined);
    expect(await scaling()).toMatchObject({ currentInstances: 0, currentError: expect.stringMatching(/no weights/) });
  });

  it('is refused with what it said last, or with what could not be run', async () => {
    await createReal({ EXIT_EARLY: '3' });
    const exited = {
      code: 'CAExited',
      statusCode: 412,
      message: expect.stringMatching(/ended with code 3[^]*error line 30/),
    };
    await expect(bench.invoke('real', body)).rejects.toMatchObject(exited);
    const image = new $FC.CustomContainerConfig({ image: 'registry/missing:1' });
    await createReal({}, { functionName: 'missing', customContainerConfig: image });
    await expect(bench.invoke('missing', body)).rejects.toEqual(refusal('CAFileNotFound', 412));
  });

  it('is refused beforehand where a hook is a command inside of the image', async () => {
    const hook = new $FC.LifecycleHook({ command: ['/bin/warm-up'] });
    const instanceLifecycleConfig = new $FC.InstanceLifecycleConfig({ initializer: hook });
    await expect(createReal({}, { instanceLifecycleConfig })).rejects.toEqual(refusal('InvalidArgument', 400));
  });
});
