import * as $FC from '@alicloud/fc20230330';
import { InstantTimers, ManualTimers } from './support/manual-timers';
import { Workbench, batchOf, refusal } from './support/sdk';

const body = batchOf({ id: 'x', inputs: [1, 2] }, { id: 'y', inputs: [3] });

describe('invocations, through the real SDK', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.open(new InstantTimers());
    await bench.create();
  });
  afterEach(() => bench.close());

  it('answer each item and say where and how long it ran', async () => {
    const { headers, body: answer } = await bench.invoke('cpu-1', body);
    expect(headers).toMatchObject({
      'x-fc-request-id': expect.stringMatching(/^1-/),
      'x-fc-instance-id': expect.stringMatching(/^c-/),
      'x-fc-invocation-duration': '50',
    });
    expect(headers['x-fc-error-type']).toBeUndefined();
    expect(answer.items.map(({ id }: { id: string }) => id)).toEqual(['x', 'y']);
    expect(answer.items[0].outputs).not.toEqual(answer.items[1].outputs);
  });

  it('of a function that crashes are answered 200 with an error type, and billed', async () => {
    const crash = await bench.invoke('cpu-1', batchOf({ id: 'x', inputs: { emulate: { crash: true } } }));
    expect(crash.statusCode).toBe(200);
    expect(crash.headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    const handled = await bench.invoke('cpu-1', '{}');
    expect(handled.headers['x-fc-error-type']).toBe('HandledInvocationError');
    expect((await bench.page('/emulator/bill'))['functions']).toMatchObject([{ invocations: 2 }]);
  });

  it('that take longer than the timeout of the function are cut off there', async () => {
    await bench.create({ functionName: 'short', timeout: 1 });
    const slow = await bench.invoke('short', batchOf({ id: 'x', inputs: { emulate: { delayMs: 5000 } } }));
    expect(slow.headers).toMatchObject({
      'x-fc-error-type': 'UnhandledInvocationError',
      'x-fc-invocation-duration': '1000',
    });
    expect(slow.body.errorMessage).toMatch(/timed out after 1 seconds/);
  });

  it('are refused where there is no such function or version, or where they are asynchronous', async () => {
    await expect(bench.invoke('none', body)).rejects.toEqual(refusal('FunctionNotFound', 404));
    await expect(bench.invoke('cpu-1', body, {}, { qualifier: 'v1' })).rejects.toEqual(refusal('VersionNotFound', 404));
    const asynchronous = bench.invoke('cpu-1', body, { xFcInvocationType: 'Async' });
    await expect(asynchronous).rejects.toEqual(refusal('InvalidArgument', 400));
  });

  it('on a GPU function are billed in whole seconds', async () => {
    const gpuConfig = new $FC.GPUConfig({ gpuType: 'fc.gpu.ampere.1', gpuMemorySize: 24_576 });
    await bench.create({ functionName: 'gpu', cpu: 8, memorySize: 8192, gpuConfig });
    const { headers } = await bench.invoke('gpu', body);
    expect(Number(headers['x-fc-invocation-duration'])).toBeGreaterThanOrEqual(12);
    expect(Number(headers['x-fc-invocation-duration'])).toBeLessThanOrEqual(13);
    const amount = 8 * 0.00009 + 8 * 0.000009 + 24 * 0.00011 + 9e-7;
    expect((await bench.page('/emulator/bill'))['functions']).toMatchObject([
      { type: 'gpu', gpuMemoryMb: 24_576, billedSeconds: 1, amount: expect.closeTo(amount, 12) },
    ]);
  });

  it('are refused with a payload beyond 32 MB', async () => {
    const large = Buffer.alloc(32 * 1024 * 1024 + 1, 0x20);
    await expect(bench.invoke('cpu-1', large)).rejects.toEqual(refusal('EntityTooLarge', 400));
  });

  it('stand on the bill, also of functions that are gone', async () => {
    await bench.invoke('cpu-1', body);
    await bench.invoke('cpu-1', body);
    await bench.client.deleteFunction('cpu-1');
    const amount = 2 * (0.05 * (0.00009 + 0.000009) + 9e-7);
    const bill = await bench.page('/emulator/bill');
    expect(bill).toMatchObject({ prices: 'prototype-2023-cny', currency: 'CNY', total: expect.closeTo(amount, 12) });
    expect(bill['functions']).toEqual([
      {
        name: 'cpu-1',
        type: 'cpu',
        vcpu: 1,
        memoryMb: 1024,
        invocations: 2,
        items: 4,
        billedSeconds: expect.closeTo(0.1, 9),
        idleSeconds: 0,
        idleAmount: 0,
        initialisationSeconds: 0,
        initialisationAmount: 0,
        amount: expect.closeTo(amount, 12),
      },
    ]);
  });
});

describe('instances, through the real SDK', () => {
  let bench: Workbench;
  let timers: ManualTimers;
  beforeEach(async () => {
    timers = new ManualTimers();
    bench = await Workbench.open(timers, {
      FC_EMULATOR_CPU_COLD_START_MS: '1500-1500',
      FC_EMULATOR_MAX_INSTANCES: '3',
    });
    await bench.create();
  });
  afterEach(() => bench.close());

  const instancesOf = async (name: string) =>
    (await bench.client.listInstances(name, new $FC.ListInstancesRequest({}))).body?.instances ?? [];
  const scale = (minInstances: number) =>
    bench.client.putScalingConfig(
      'cpu-1',
      new $FC.PutScalingConfigRequest({ qualifier: 'LATEST', body: new $FC.PutScalingConfigInput({ minInstances }) }),
    );
  const currentInstances = async () =>
    (await bench.client.getScalingConfig('cpu-1', new $FC.GetScalingConfigRequest({ qualifier: 'LATEST' }))).body
      ?.currentInstances;

  it('start cold for the first invocation and serve the second warm; the cold start is not billed', async () => {
    const first = bench.invoke('cpu-1', body);
    await timers.running(1);
    expect(await instancesOf('cpu-1')).toMatchObject([{ status: 'Starting' }]);
    timers.advance(1500);
    await timers.running(1);
    timers.advance(50);
    const cold = await first;
    const second = bench.invoke('cpu-1', body);
    await timers.running(1);
    timers.advance(50);
    const warm = await second;
    expect(cold.headers['x-fc-invocation-duration']).toBe('50');
    expect(warm.headers['x-fc-instance-id']).toBe(cold.headers['x-fc-instance-id']);
    expect((await bench.page('/emulator/bill'))['functions']).toMatchObject([
      { billedSeconds: expect.closeTo(0.1, 9) },
    ]);
  });

  it('are kept ready where a minimum asks for them, and said to be when they are', async () => {
    expect((await scale(2)).body).toMatchObject({ minInstances: 2, targetInstances: 2, currentInstances: 0 });
    expect(await currentInstances()).toBe(0);
    timers.advance(1500);
    expect(await currentInstances()).toBe(2);
    const served = bench.invoke('cpu-1', body);
    await timers.running(1);
    timers.advance(50);
    await served;
    expect(await instancesOf('cpu-1')).toHaveLength(2);
  });

  it('stand on the bill while they are kept ready and serve nothing', async () => {
    await scale(2);
    timers.advance(1500);
    timers.advance(10_000);
    expect((await bench.page('/emulator/bill'))['functions']).toMatchObject([{ idleSeconds: expect.closeTo(20, 9) }]);
  });

  it('are replaced where the size of the function changes, and the minimum stays', async () => {
    await scale(1);
    timers.advance(1500);
    const [old] = await instancesOf('cpu-1');
    const input = new $FC.UpdateFunctionInput({ cpu: 2, memorySize: 2048 });
    await bench.client.updateFunction('cpu-1', new $FC.UpdateFunctionRequest({ body: input }));
    expect(await currentInstances()).toBe(0);
    timers.advance(1500);
    expect(await currentInstances()).toBe(1);
    const [replacement] = await instancesOf('cpu-1');
    expect(replacement?.instanceId).not.toBe(old?.instanceId);
  });

  it('are limited: a minimum beyond the account is refused', async () => {
    await expect(scale(4)).rejects.toEqual(refusal('ResourceExhausted', 429));
    expect(await currentInstances()).toBe(0);
  });

  it('serve one invocation each, and what finds none free within the limits is refused', async () => {
    const put = new $FC.PutConcurrencyConfigRequest({
      body: new $FC.PutConcurrencyInput({ reservedConcurrency: 2 }),
    });
    await bench.client.putConcurrencyConfig('cpu-1', put);
    expect((await bench.client.getConcurrencyConfig('cpu-1')).body?.reservedConcurrency).toBe(2);
    const running = [bench.invoke('cpu-1', body), bench.invoke('cpu-1', body)];
    await timers.running(2);
    await expect(bench.invoke('cpu-1', body)).rejects.toEqual(refusal('ResourceExhausted', 429));
    await bench.client.deleteConcurrencyConfig('cpu-1');
    running.push(bench.invoke('cpu-1', body));
    await timers.running(3);
    await expect(bench.invoke('cpu-1', body)).rejects.toEqual(refusal('ResourceExhausted', 429));
    timers.advance(1500);
    await timers.running(3);
    timers.advance(50);
    const answers = await Promise.all(running);
    expect(new Set(answers.map(({ headers }) => headers['x-fc-instance-id'])).size).toBe(3);
  });

  it('of a function that is deleted end what they run', async () => {
    const running = bench.invoke('cpu-1', body);
    await timers.running(1);
    await bench.client.deleteFunction('cpu-1');
    timers.advance(1500);
    await timers.running(1);
    timers.advance(50);
    expect((await running).statusCode).toBe(200);
    expect(await bench.page('/emulator/state')).toEqual({ inFlight: 0, functions: [] });
  });

  it('end what they run before the emulator stops, which takes nothing new meanwhile', async () => {
    const running = bench.invoke('cpu-1', body);
    await timers.running(1);
    timers.advance(1500);
    await timers.running(1);
    const stopped = bench.close();
    await expect(bench.invoke('cpu-1', body)).rejects.toEqual(refusal('ResourceThrottled', 503));
    timers.advance(50);
    expect((await running).statusCode).toBe(200);
    await stopped;
  });
});
