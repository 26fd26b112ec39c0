import { createHash, createHmac } from 'node:crypto';
import * as $FC from '@alicloud/fc20230330';
import { operationOf, operations } from '../src/http/operations';
import { CardQuotas } from '../src/instances/card-quota';
import { InstanceQuota } from '../src/instances/instance-quota';
import { TokenBucket } from '../src/time/token-bucket';
import { ControlThrottle } from '../src/http/control-throttle';
import { InstantTimers, ManualTimers } from './support/manual-timers';
import { batchOf, refusal, Workbench } from './support/sdk';

const qualifier = 'LATEST';
let bench: Workbench;
const open = async (env: Record<string, string> = {}, timers = new InstantTimers()): Promise<void> =>
  void (bench = await Workbench.open(timers, env));
afterEach(() => bench?.close());

const put = (path: string, body: object): Promise<Response> =>
  fetch(`${bench.emulator.url}/emulator/${path}`, { method: 'PUT', body: JSON.stringify(body) });
const keep = (minInstances: number) =>
  bench.client.putScalingConfig(
    'cpu-1',
    new $FC.PutScalingConfigRequest({ qualifier, body: new $FC.PutScalingConfigInput({ minInstances }) }),
  );
const scaling = async () =>
  (await bench.client.getScalingConfig('cpu-1', new $FC.GetScalingConfigRequest({ qualifier }))).body;
const stateOf = async () => (await bench.client.getFunction('cpu-1', new $FC.GetFunctionRequest({}))).body?.state;
const invoke = () => bench.invoke('cpu-1', batchOf({ id: 'a', inputs: 1 }));

describe('the state of a function', () => {
  it('is Pending until its image is fetched, and cannot be called before', async () => {
    const timers = new ManualTimers();
    bench = await Workbench.open(timers, { FC_EMULATOR_IMAGE_FETCH_MS: '30000' });
    await bench.create();
    expect(await stateOf()).toBe('Pending');
    await expect(invoke()).rejects.toEqual(refusal('PreconditionFailed', 412));
    timers.advance(30_000);
    expect(await stateOf()).toBe('Active');
  });

  it('is Failed where there is no such image, and its instances say so', async () => {
    await open();
    await put('account', { missingImages: ['registry/x:1'] });
    await bench.create();
    expect(await stateOf()).toBe('Failed');
    await keep(2);
    expect(await scaling()).toMatchObject({ currentInstances: 0, currentError: 'image not found: registry/x:1' });
    await expect(invoke()).rejects.toEqual(refusal('PreconditionFailed', 412));
  });

  it('is Inactive after a long rest: a call fails, and fetches it again', async () => {
    await open();
    await bench.create();
    await put('functions/cpu-1', { state: 'Inactive' });
    await expect(invoke()).rejects.toEqual(refusal('PreconditionFailed', 412));
    expect(await stateOf()).toBe('Active');
    expect((await invoke()).statusCode).toBe(200);
  });

  it('does not help where invocations are disabled, until they are enabled', async () => {
    await open();
    await bench.create();
    await bench.client.disableFunctionInvocation('cpu-1', new $FC.DisableFunctionInvocationRequest({ reason: 'rest' }));
    const { body } = await bench.client.getFunction('cpu-1', new $FC.GetFunctionRequest({}));
    expect(body?.invocationRestriction).toMatchObject({ disable: true, reason: 'rest' });
    await expect(invoke()).rejects.toEqual(refusal('AccessDenied', 403));
    await bench.client.enableFunctionInvocation('cpu-1');
    expect((await invoke()).statusCode).toBe(200);
  });
});

describe('a function that keeps instances', () => {
  it('is not deleted before its scaling configuration is, and a while has passed', async () => {
    const timers = new ManualTimers();
    bench = await Workbench.open(timers, { FC_EMULATOR_INSTANCE_RELEASE_MS: '5000' });
    await bench.create();
    await keep(2);
    timers.advance(60_000);
    const exists = refusal('ProvisionConfigExist', 400);
    await expect(bench.client.deleteFunction('cpu-1')).rejects.toEqual(exists);
    await bench.client.deleteScalingConfig('cpu-1', new $FC.DeleteScalingConfigRequest({ qualifier }));
    expect(await scaling()).toMatchObject({ minInstances: 0, currentInstances: 2 });
    await expect(bench.client.deleteFunction('cpu-1')).rejects.toEqual(exists);
    timers.advance(5_000);
    expect(await scaling()).toMatchObject({ currentInstances: 0 });
    expect((await bench.client.deleteFunction('cpu-1')).statusCode).toBe(204);
  });
});

describe('a signed request', () => {
  /** As the SDK signs it, with headers of our choice. */
  const send = (action: string, nonce: string): Promise<Response> => {
    const url = new URL(`${bench.emulator.url}/2023-03-30/functions`);
    const signed: Record<string, string> = {
      host: url.host,
      'x-acs-action': action,
      'x-acs-content-sha256': createHash('sha256').digest('hex'),
      'x-acs-date': new Date().toISOString(),
      'x-acs-signature-nonce': nonce,
      'x-acs-version': '2023-03-30',
    };
    const names = Object.keys(signed);
    const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
    const request = `GET\n${url.pathname}\n\n${lines}\n${names.join(';')}\n${signed['x-acs-content-sha256']}`;
    const hash = createHash('sha256').update(request).digest('hex');
    const signature = createHmac('sha256', 'emulator').update(`ACS3-HMAC-SHA256\n${hash}`).digest('hex');
    const { host: _host, ...headers } = signed;
    return fetch(url, {
      headers: {
        ...headers,
        authorization: `ACS3-HMAC-SHA256 Credential=emulator,SignedHeaders=${names.join(';')},Signature=${signature}`,
      },
    });
  };

  it('is taken once', async () => {
    await open();
    expect((await send('ListFunctions', 'n1')).status).toBe(200);
    const again = await send('ListFunctions', 'n1');
    expect([again.status, await again.json()]).toEqual([403, expect.objectContaining({ Code: 'AccessDenied' })]);
    expect((await send('ListFunctions', 'n2')).status).toBe(200);
  });

  it('says the operation of its path', async () => {
    await open();
    const other = await send('DeleteFunction', 'n3');
    expect([other.status, await other.json()]).toEqual([
      400,
      expect.objectContaining({ Message: 'x-acs-action: is DeleteFunction, but this is the path of ListFunctions' }),
    ]);
  });
});

describe('control calls', () => {
  it('are taken at a rate, invocations at any', async () => {
    await open({ FC_EMULATOR_CONTROL_RATE_HZ: '1' });
    await bench.create();
    await expect(stateOf()).rejects.toEqual(refusal('Throttling', 429));
    for (let call = 0; call < 3; call += 1) expect((await invoke()).statusCode).toBe(200);
  });

  it('may come in bursts of a second', async () => {
    await open();
    const timers = new ManualTimers();
    const throttle = new ControlThrottle(2, timers);
    expect([1, 2, 3].map(() => throttle.take())).toEqual([true, true, false]);
    timers.advance(500);
    expect([1, 2].map(() => throttle.take())).toEqual([true, false]);
    timers.advance(60_000);
    expect([1, 2, 3].map(() => throttle.take())).toEqual([true, true, false]);
  });
});

describe('the instances of an account', () => {
  it('are limited by card, too', async () => {
    await open({ FC_EMULATOR_CARD_QUOTAS: 'fc.gpu.ampere.1=1' });
    const gpuConfig = new $FC.GPUConfig({ gpuType: 'fc.gpu.ampere.1', gpuMemorySize: 2048 });
    await bench.create({ cpu: 0.7, memorySize: 2048, gpuConfig });
    await keep(1);
    await expect(keep(2)).rejects.toThrow("Account's total GPU usage of 'fc.gpu.ampere.1' exceeded");
    await bench.create({ functionName: 'cpu-2' });
  });

  it('start at a rate', () => {
    const timers = new ManualTimers();
    const quota = new InstanceQuota(10, new TokenBucket(2 / 60, 2, timers));
    expect([1, 2, 3].map(() => quota.take())).toEqual([true, true, false]);
    expect(quota.refusal).toContain('highest rate');
    timers.advance(30_000);
    expect([1, 2].map(() => quota.take())).toEqual([true, false]);
  });

  it('on a card are given back to card and account', () => {
    const account = new InstanceQuota(2);
    const cards = new CardQuotas(account, new Map([['fc.gpu.ada.1', 1]]));
    const ada = cards.of('fc.gpu.ada.1');
    expect([ada.take(), ada.take(), account.left, ada.left]).toEqual([true, false, 1, 0]);
    ada.give();
    expect([account.left, ada.left]).toEqual([2, 1]);
    expect([cards.of(undefined), cards.of('fc.gpu.tesla.1')]).toEqual([account, account]);
  });
});

describe('a fault on demand', () => {
  it('slows a function down, loses it, and narrows the quota', async () => {
    await open();
    await bench.create();
    expect((await put('functions/cpu-1', { slowdown: 10 })).status).toBe(204);
    expect(Number((await invoke()).headers['x-fc-invocation-duration'])).toBeGreaterThan(400);
    await put('account', { maxInstances: 1 });
    await expect(keep(2)).rejects.toEqual(refusal('ResourceExhausted', 429));
    await put('functions/cpu-1', { lost: true });
    await expect(invoke()).rejects.toEqual(refusal('FunctionNotFound', 404));
  });

  it('ends a token', async () => {
    await open();
    await put('account', { acceptedToken: 'second' });
    await expect(bench.create()).rejects.toEqual(refusal('InvalidSecurityToken.Expired', 403));
    await put('account', { acceptedToken: null });
    expect((await bench.create()).statusCode).toBe(200);
  });

  it('that is none is refused, and says what is wrong', async () => {
    await open();
    await bench.create();
    const wrong = await put('functions/cpu-1', { slowdown: -1 });
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      expect.objectContaining({ Message: expect.stringContaining('slowdown') }),
    ]);
    expect((await put('functions/none', { slowdown: 2 })).status).toBe(404);
  });
});

it('all operations of the SDK are known, each at its path', async () => {
  await open();
  const named = Object.getOwnPropertyNames(Object.getPrototypeOf(bench.client))
    .map((name) => /^(\w+)WithOptions$/.exec(name)?.[1])
    .filter((name) => name !== undefined);
  const known = operations.map(({ action }) => action.toLowerCase());
  expect([...known].sort()).toEqual(named.map((name) => name.toLowerCase()).sort());
  for (const operation of operations) {
    const url = `/2023-03-30${operation.path.replaceAll('*', 'x')}?a=b`;
    expect(operationOf(operation.method, url)?.action).toBe(operation.action);
  }
});
