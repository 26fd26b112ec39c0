import type { FunctionSpec } from '@harmonybatch/ports';
import { toFunctionDefinition } from '../src/function-definition';
import { openLambda, specOf, type LambdaUnderTest } from './lambda-under-test';

const name = 'hb-m-cpu-1';
let under: LambdaUnderTest;
beforeEach(async () => {
  under = await openLambda({ maxInstances: 5 });
});
afterEach(() => under.close());

it('a function is an image with its memory, its variables and the way that invocations go to its port', async () => {
  await under.platformOf('hb-').ensure({ ...specOf(name), path: '/v2/models/m/infer', env: { A: '1' } }, 0);
  expect(under.local.functions.get(name)).toMatchObject({
    PackageType: 'Image',
    MemorySize: 1_769,
    Timeout: 30,
    Architectures: ['x86_64'],
    Environment: {
      Variables: {
        A: '1',
        AWS_LWA_PORT: '8080',
        AWS_LWA_PASS_THROUGH_PATH: '/v2/models/m/infer',
        HARMONYBATCH_FUNCTION_VCPU: '1',
        HARMONYBATCH_MODEL: 'm',
      },
    },
  });
});

it('a function is called under an alias, made once its version is active', async () => {
  under.local.pendingLooks = 3;
  await under.platformOf('hb-').ensure(specOf(name), 1);
  const { calls } = under.local;
  expect(calls.indexOf('POST aliases')).toBeGreaterThan(calls.lastIndexOf('GET functions'));
  expect(calls.indexOf('PUT provisioned-concurrency')).toBeGreaterThan(calls.indexOf('POST aliases'));
});

it('instances that are on their way are waited for', async () => {
  under.local.pendingInstanceLooks = 5;
  await under.platformOf('hb-').ensure(specOf(name), 2);
  const looks = under.local.calls.filter((call) => call === 'GET provisioned-concurrency');
  // One before they are asked for, four that find them on their way.
  expect(looks.length).toBe(1 + 4 + 1);
});

it('a function that is started by another command is another function', async () => {
  const platform = under.platformOf('hb-');
  await platform.ensure(specOf(name), 0);
  const other = { ...specOf(name), container: { command: ['serve'] } };
  await expect(platform.ensure(other, 0)).rejects.toThrow(
    'ImageConfig is {"EntryPoint":[],"Command":[]}, not {"EntryPoint":[],"Command":["serve"]}',
  );
});

it('a call of a function that is not active asks for it to be mended', async () => {
  await under.platformOf('hb-').ensure(specOf(name), 0);
  under.local.functions.get(name)!.State = 'Inactive';
  const result = await under.invokerWith({}).invoke(name, '{"items":[]}', 20_000);
  expect(result).toMatchObject({ kind: 'unavailable', code: 'FunctionNotActive', gone: true });
});

it.each(['Failed', 'Inactive'])('a function that is %s is made anew', async (State) => {
  const platform = under.platformOf('hb-');
  await platform.ensure(specOf(name), 0);
  Object.assign(under.local.functions.get(name)!, {
    State,
    StateReasonCode: 'ImageDeleted',
    StateReason: 'it was deleted',
  });
  expect(await platform.list()).toEqual([{ name, state: State.toLowerCase(), reason: 'ImageDeleted: it was deleted' }]);
  await platform.ensure(specOf(name), 0);
  expect(await platform.list()).toEqual([{ name, state: 'ready' }]);
});

it('a function that fails when it is made is refused by the words of the platform', async () => {
  const ensured = under.platformOf('hb-').ensure(specOf(name), 0);
  const failing = {
    State: 'Failed',
    StateReasonCode: 'ImageAccessDenied',
    StateReason: 'Lambda does not have permission to access the ECR image.',
  };
  const interval = setInterval(() => Object.assign(under.local.functions.get(name) ?? {}, failing), 0);
  await expect(ensured).rejects.toMatchObject({ reason: 'image' });
  clearInterval(interval);
});

it('functions beyond a page are listed', async () => {
  const platform = under.platformOf('hb-');
  under.local.pageSize = 2;
  for (let index = 0; index < 5; index += 1) await platform.ensure(specOf(`hb-${index}`), 0);
  expect(await platform.list()).toHaveLength(5);
});

it('a role that Lambda cannot take is refused for want of a permission', async () => {
  const ensured = under.platformOf('hb-').ensure({ ...specOf(name), role: 'arn:aws:iam::1:role/other' }, 0);
  await expect(ensured).rejects.toMatchObject({ reason: 'permission' });
});

it('an invocation says what the platform took for it, and one that is too large is an error of the function', async () => {
  await under.platformOf('hb-').ensure(specOf(name), 0);
  const invoker = under.invokerWith({});
  const body = (inputs: unknown): string => JSON.stringify({ items: [{ id: 'a', inputs }] });
  expect(await invoker.invoke(name, body(1), 20_000)).toEqual({
    kind: 'answered',
    body: '{"items":[{"id":"a","outputs":null}]}',
    platformDurationMs: 12.34,
  });
  const large = await invoker.invoke(name, body('x'.repeat(7 * 1024 * 1024)), 20_000);
  expect(large).toMatchObject({ kind: 'function_error', message: expect.stringContaining('RequestTooLargeException') });
});

it.each<[string, Partial<FunctionSpec>, string]>([
  ['a card', { shape: { type: 'gpu', vcpu: 1, memoryMb: 1_769, gpuMemoryMb: 1 } }, 'no functions with a card'],
  ['too much memory', { shape: { type: 'cpu', vcpu: 6, memoryMb: 10_614 } }, 'memory must be 128 to 10240 MB'],
  [
    'more vCPU than its memory brings',
    { shape: { type: 'cpu', vcpu: 1.1, memoryMb: 1_769 } },
    '1769 MB come with 1.00 vCPU, not 1.1',
  ],
  ['too long a timeout', { timeoutSeconds: 901 }, 'timeoutSeconds must be at most 900'],
  ['a health check', { container: { healthCheck: { path: '/' } } }, 'a Lambda function has no healthCheck'],
  ['NaN memory', { shape: { type: 'cpu', vcpu: 1, memoryMb: Number.NaN } }, 'memoryMb must be above 0, not NaN'],
])('a function with %s is refused before anybody is asked', (_, change, message) => {
  expect(() => toFunctionDefinition({ ...specOf(name), ...change }, 'd', 'role')).toThrow(message);
});

it('a function without a role is refused, with what mends it', () => {
  expect(() => toFunctionDefinition(specOf(name), 'd', undefined)).toThrow('needs a role');
});
