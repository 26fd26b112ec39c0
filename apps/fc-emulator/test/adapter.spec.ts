import { ChainedCredentials, FcInvoker, FcPlatform, type FcConfig } from '@harmonybatch/function-compute';
import type { FunctionSpec } from '@harmonybatch/ports';
import { InstantTimers } from './support/manual-timers';
import { batchOf, profile, Workbench } from './support/sdk';

const spec = (name: string): FunctionSpec => ({
  name,
  model: 'm',
  modelVersion: '1',
  image: 'registry/x:1',
  port: 9000,
  env: { HARMONYBATCH_PROFILE: JSON.stringify(profile) },
  shape: { type: 'cpu', vcpu: 1, memoryMb: 1024 },
  timeoutSeconds: 60,
});
const name = 'hb-a';
const removal = { emptyTimeoutMs: 5_000, maxAttempts: 25, pauseMs: 1, attemptsBeforeForbidding: 5 };
const options = { pollMs: 1, backoffMs: 1, maxAttempts: 2, removal };
const batch = batchOf({ id: 'a', inputs: 1 });

let bench: Workbench;
let config: FcConfig;
let platform: FcPlatform;
let invoker: FcInvoker;

beforeEach(async () => {
  bench = await Workbench.open(new InstantTimers());
  config = {
    endpoint: new URL(bench.emulator.url).host,
    protocol: 'http',
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'emulator', accessKeySecret: 'emulator' },
  };
  platform = new FcPlatform(config, options);
  invoker = new FcInvoker(config);
});
afterEach(() => bench.close());

const put = async (path: string, body: object): Promise<void> => {
  const answer = await fetch(`${bench.emulator.url}/emulator/${path}`, { method: 'PUT', body: JSON.stringify(body) });
  expect(answer.status).toBe(204);
};

it('the adapter’s own signature is taken', async () => {
  await platform.ensure(spec(name), 1);
  expect(await invoker.invoke(name, batch, 10_000)).toMatchObject({ kind: 'answered', platformDurationMs: 50 });
});

it('on a first day with a quota of 8 instances, what does not fit is refused for it, and what fits is kept', async () => {
  await put('account', { maxInstances: 8 });
  await platform.ensure(spec('hb-a'), 6);
  await expect(platform.ensure(spec('hb-b'), 4)).rejects.toMatchObject({ reason: 'quota', functionName: 'hb-b' });
  await expect(platform.ensure(spec('hb-b'), 2)).resolves.toBeUndefined();
});

it.each([
  ['deleted', { lost: true }],
  ['Failed', { state: 'Failed', reason: 'the tag was overwritten' }],
  ['Inactive', { state: 'Inactive' }],
  ['forbidden to be called', { invocationDisabled: true }],
])('a function that is %s under traffic says that it has to be mended, and is', async (_what, fault) => {
  await platform.ensure(spec(name), 2);
  await put(`functions/${name}`, fault);
  expect(await invoker.invoke(name, batch, 10_000)).toMatchObject({ kind: 'unavailable', gone: true });
  await platform.ensure(spec(name), 2);
  expect(await invoker.invoke(name, batch, 10_000)).toMatchObject({ kind: 'answered' });
  expect(await platform.list()).toEqual([{ name, state: 'ready' }]);
});

it('an image that is not there is refused at once', async () => {
  await put('account', { missingImages: ['registry/x:1'] });
  await expect(platform.ensure(spec(name), 2)).rejects.toMatchObject({ reason: 'image', functionName: name });
  expect(await platform.list()).toEqual([{ name, state: 'failed', reason: 'image not found: registry/x:1' }]);
});

it('a token that ends under traffic is replaced, and no invocation fails', async () => {
  let securityToken = 'first';
  const keys = { accessKeyId: 'emulator', accessKeySecret: 'emulator' };
  const credentials = new ChainedCredentials(() => ({ getCredential: async () => ({ ...keys, securityToken }) }));
  const ofRole = new FcInvoker({ ...config, credentials });
  await put('account', { acceptedToken: 'first' });
  await new FcPlatform({ ...config, credentials }, options).ensure(spec(name), 2);
  const send = (): Promise<unknown>[] => [1, 2, 3, 4].map(() => ofRole.invoke(name, batch, 10_000));
  const before = await Promise.all(send());
  securityToken = 'second';
  await put('account', { acceptedToken: 'second' });
  const results = [...before, ...(await Promise.all(send()))];
  expect(results).toHaveLength(8);
  for (const result of results) expect(result).toMatchObject({ kind: 'answered' });
});

it('a function is removed with its instances', async () => {
  await platform.ensure(spec(name), 3);
  await platform.remove(name);
  expect(await platform.list()).toEqual([]);
});
