import type { FunctionSpec } from '@harmonybatch/ports';
import { FcPlatform, type PlatformOptions } from '../src';
import { FunctionTable } from './function-table';
import { refuse, ScriptedServer } from './scripted-server';

const spec: FunctionSpec = {
  name: 'hb-resnet-1f',
  model: 'resnet',
  modelVersion: '1',
  image: 'registry/resnet:1',
  port: 9000,
  env: {},
  shape: { type: 'cpu', vcpu: 1, memoryMb: 1024 },
  timeoutSeconds: 30,
};

let server: ScriptedServer;
let table: FunctionTable;
const platform = (options: Partial<PlatformOptions> = {}): FcPlatform =>
  new FcPlatform(server.config, { backoffMs: 1, pollMs: 1, maxAttempts: 2, ...options });
const asked = (): string[] => server.requests.map(({ method, path }) => `${method} ${path}`);
const refusalOf = (made: Promise<void>): Promise<unknown> =>
  made.then(
    () => 'made',
    (error: unknown) => error,
  );

beforeEach(async () => {
  table = new FunctionTable();
  server = await ScriptedServer.start(table.script);
});
afterEach(() => server.close());

describe('a function that is there', () => {
  beforeEach(async () => {
    await platform().ensure(spec, 0);
    server.requests.length = 0;
  });

  it('and was put away is fetched again', async () => {
    table.state = { state: 'Inactive' };
    await platform().ensure(spec, 1);
    const update = server.requests.find(({ method, path }) => method === 'PUT' && path === `/functions/${spec.name}`);
    expect(JSON.parse(update!.body)).toEqual({ customContainerConfig: { image: 'registry/resnet:1', port: 9000 } });
    expect(table.minInstances.get(spec.name)).toBe(1);
  });

  it('and was forbidden to be called is allowed again', async () => {
    const stored = table.functions.get(spec.name)!;
    table.functions.set(spec.name, { ...stored, invocationRestriction: { disable: true } });
    await platform().ensure(spec, 0);
    expect(table.functions.get(spec.name)).toMatchObject({ invocationRestriction: { disable: false } });
  });

  it('and failed is removed and made anew', async () => {
    table.state = { state: 'Failed', stateReason: 'the tag was overwritten' };
    table.stateAfterDelete = { state: 'Active' };
    await platform().ensure(spec, 0);
    expect(asked().filter((call) => /^(DELETE|POST) \/functions(\/[^/]*)?$/.test(call))).toEqual([
      `DELETE /functions/${spec.name}`,
      'POST /functions',
    ]);
  });

  it.each([
    ['no such image', 'image'],
    ['the container exited', 'failed'],
  ])('and fails again, for %s, is refused as %s', async (stateReason, reason) => {
    table.state = { state: 'Failed', stateReason };
    expect(await refusalOf(platform().ensure(spec, 0))).toMatchObject({
      reason,
      message: expect.stringContaining(`function hb-resnet-1f failed: ${stateReason}`),
    });
  });
});

describe('instances that do not start', () => {
  beforeEach(() => {
    table.warmUpLooks = Number.POSITIVE_INFINITY;
  });

  it('for want of the image end the wait at once', async () => {
    table.scalingError = 'image not found';
    expect(await refusalOf(platform().ensure(spec, 2))).toMatchObject({
      reason: 'image',
      message: expect.stringMatching(/no instance of function hb-resnet-1f starts: image not found; check/),
    });
    expect(asked().filter((call) => call.includes('scaling-config')).length).toBe(2);
  });

  it.each([
    ["Account's total GPU usage of 'fc.gpu.ada.2' exceeded", 'quota'],
    ['the process exited with 1', 'failed'],
  ])('for %p end it when that lasts, as %s', async (said, reason) => {
    table.scalingError = said;
    expect(await refusalOf(platform({ faultGraceMs: 10 }).ensure(spec, 2))).toMatchObject({ reason });
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'InvalidArgument', 'image registry/resnet:1 is not accessible', 'image'],
    [400, 'InvalidArgument', 'cpu: must be a multiple of 0.05', 'size'],
    [400, 'InvalidArgument', 'the vSwitch does not exist', 'failed'],
    [400, 'LimitExceededError', 'at most 500 functions', 'quota'],
    [403, 'AccessDenied', 'not authorized to do PassRole', 'permission'],
    [403, 'InvalidAccessKeyID', 'unknown', 'permission'],
    [429, 'ResourceExhausted', 'the account has 0 instances left', 'quota'],
  ])('of %i %s %p is one for %s', async (status, code, message, reason) => {
    server.script = (request, response) =>
      request.method === 'POST' ? refuse(response, status, code, message) : table.script(request, response);
    expect(await refusalOf(platform().ensure(spec, 0))).toMatchObject({ name: 'FunctionRefusedError', reason });
  });

  it.each([
    [429, 'Throttling.User'],
    [500, 'InternalServerError'],
    [503, 'ResourceThrottled'],
  ])('of %i %s may pass, so that it is none', async (status, code) => {
    server.script = (_, response) => refuse(response, status, code);
    expect(await refusalOf(platform().ensure(spec, 0))).toMatchObject({ name: 'FailedCallError' });
  });
});
