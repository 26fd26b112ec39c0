import type { FunctionSpec } from '@harmonybatch/ports';
import { FcPlatform, type PlatformOptions } from '../src';
import { FunctionTable } from './function-table';
import { json, refuse, ScriptedServer } from './scripted-server';

const spec: FunctionSpec = {
  name: 'hb-resnet-1f',
  model: 'resnet',
  modelVersion: '1',
  image: 'registry/resnet:1',
  port: 9000,
  env: { THREADS: '2' },
  shape: { type: 'cpu', vcpu: 0.1 + 0.2, memoryMb: 1024 },
  timeoutSeconds: 30,
};
const gpuSpec: FunctionSpec = {
  ...spec,
  name: 'hb-resnet-2f',
  shape: { type: 'gpu', vcpu: 1, memoryMb: 4096, gpuMemoryMb: 3072 },
};

let server: ScriptedServer;
let table: FunctionTable;
const platform = (options: Partial<PlatformOptions> = {}): FcPlatform =>
  new FcPlatform(server.config, { backoffMs: 1, pollMs: 1, ...options });
const asked = (): string[] => server.requests.map(({ method, path }) => `${method} ${path}`);

beforeEach(async () => {
  table = new FunctionTable();
  server = await ScriptedServer.start(table.script);
});
afterEach(() => server.close());

describe('ensure', () => {
  it('creates a CPU function as a container of exactly that shape', async () => {
    await platform().ensure(spec, 0);
    expect(table.functions.get(spec.name)).toEqual({
      functionName: spec.name,
      description: 'resnet 1',
      tags: [
        { Key: 'managed-by', Value: 'harmonybatch' },
        { Key: 'harmonybatch-deployment', Value: 'harmonybatch' },
        { Key: 'harmonybatch-model', Value: 'resnet' },
        { Key: 'harmonybatch-version', Value: '1' },
      ],
      runtime: 'custom-container',
      handler: 'index.handler',
      cpu: 0.3,
      memorySize: 1024,
      diskSize: 512,
      instanceConcurrency: 1,
      timeout: 30,
      customContainerConfig: { image: 'registry/resnet:1', port: 9000 },
      environmentVariables: { THREADS: '2', HARMONYBATCH_MODEL: 'resnet', HARMONYBATCH_FUNCTION_VCPU: '0.3' },
    });
  });

  it('gives a GPU function its card, and its role and network where it has them', async () => {
    const vpc = { vpcId: 'v', vSwitchIds: ['s'], securityGroupId: 'g' };
    await platform({ gpuType: 'fc.gpu.ampere.1' }).ensure({ ...gpuSpec, role: 'acs:ram::1:role/r', vpc }, 0);
    expect(table.functions.get(gpuSpec.name)).toMatchObject({
      gpuConfig: { gpuType: 'fc.gpu.ampere.1', gpuMemorySize: 3072 },
      role: 'acs:ram::1:role/r',
      vpcConfig: vpc,
    });
  });

  it('waits until the warm instances are there', async () => {
    table.warmUpLooks = 3;
    await platform().ensure(spec, 2);
    expect(table.minInstances.get(spec.name)).toBe(2);
    expect(
      asked().filter((call) => call === `GET /functions/${spec.name}/scaling-config?qualifier=LATEST`),
    ).toHaveLength(3);
  });

  it('waits until the function is active', async () => {
    table.pendingLooks = 2;
    await platform().ensure(spec, 1);
    expect(asked().filter((call) => call === `GET /functions/${spec.name}`).length).toBeGreaterThan(2);
  });

  it('says what is missing when they do not come in time', async () => {
    table.warmUpLooks = Number.POSITIVE_INFINITY;
    table.scalingError = 'the system is busy';
    await expect(platform({ instancesTimeoutMs: 20 }).ensure(spec, 2)).rejects.toThrow(
      'waited 20 ms until 2 instances of hb-resnet-1f are warm, but 0 are: the system is busy',
    );
  });

  it('leaves a function of that name and shape as it is', async () => {
    await platform().ensure(spec, 1);
    await platform().ensure(spec, 1);
    expect(asked().filter((call) => call === 'POST /functions')).toHaveLength(1);
  });

  it('refuses a function of that name that is another one, and says where', async () => {
    await platform().ensure(spec, 0);
    const other = { ...spec, image: 'registry/resnet:2', shape: { ...spec.shape, vcpu: 1 } };
    const refusal = await platform()
      .ensure(other, 0)
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'FunctionRefusedError', reason: 'conflict', functionName: spec.name });
    expect((refusal as Error).message).toContain('function hb-resnet-1f exists, but differs: cpu is 0.3, not 1; ');
    expect((refusal as Error).message).toContain('.image is registry/resnet:1, not registry/resnet:2');
  });

  it('gives a function of an earlier setting the present timeout and environment, in place', async () => {
    await platform().ensure(spec, 0);
    await platform().ensure({ ...spec, timeoutSeconds: 60, env: { THREADS: '4' } }, 0);
    expect(table.functions.get(spec.name)).toMatchObject({
      timeout: 60,
      environmentVariables: { THREADS: '4', HARMONYBATCH_MODEL: 'resnet', HARMONYBATCH_FUNCTION_VCPU: '0.3' },
    });
    expect(asked().filter((call) => call.startsWith('POST /functions'))).toHaveLength(1);
  });

  it('may be called by two at once', async () => {
    table.hideUntilCreates = 2;
    await Promise.all([platform().ensure(spec, 1), platform().ensure(spec, 1)]);
    expect(asked().filter((call) => call === 'POST /functions')).toHaveLength(2);
    expect(table.functions.size).toBe(1);
  });

  it('takes the function as created where only the answer was lost', async () => {
    table.loseAnswerOfCreate = true;
    await platform().ensure(spec, 0);
    expect(table.functions.has(spec.name)).toBe(true);
  });

  it.each<[string, FunctionSpec, number, string]>([
    ['another prefix', { ...spec, name: 'other' }, 0, 'function other is not of this deployment'],
    ['a GPU without a card', gpuSpec, 0, 'no GPU type is configured'],
    ['no GPU memory', { ...gpuSpec, shape: { type: 'gpu', vcpu: 1, memoryMb: 1 } }, 0, 'needs gpuMemoryMb above 0'],
    ['NaN vCPU', { ...spec, shape: { ...spec.shape, vcpu: Number.NaN } }, 0, 'vcpu must be above 0, not NaN'],
    ['no timeout', { ...spec, timeoutSeconds: 0 }, 0, 'timeoutSeconds must be above 0'],
    ['too long a timeout', { ...spec, timeoutSeconds: 1e6 }, 0, 'timeoutSeconds must be at most 86400'],
    ['half an instance', spec, 0.5, 'warmInstances must be a whole number'],
    ['a negative number of instances', spec, -1, 'warmInstances must be a whole number'],
  ])('refuses %s before it asks the platform', async (_, wanted, warm, message) => {
    await expect(platform().ensure(wanted, warm)).rejects.toThrow(message);
    expect(server.requests).toHaveLength(0);
  });
});

describe('remove', () => {
  it('lets the warm instances go, then deletes', async () => {
    await platform().ensure(spec, 1);
    server.requests.length = 0;
    await platform().remove(spec.name);
    expect(asked()).toEqual([
      `GET /functions/${spec.name}`,
      `DELETE /functions/${spec.name}/scaling-config?qualifier=LATEST`,
      `GET /functions/${spec.name}/scaling-config?qualifier=LATEST`,
      `DELETE /functions/${spec.name}`,
    ]);
    expect(table.functions.size).toBe(0);
  });

  const removal = { emptyTimeoutMs: 5_000, maxAttempts: 8, pauseMs: 1, attemptsBeforeForbidding: 5 };

  it('waits until its instances have ended', async () => {
    await platform().ensure(spec, 2);
    table.lingeringLooks = 3;
    server.requests.length = 0;
    await platform({ removal }).remove(spec.name);
    expect(asked().filter((call) => call.startsWith('GET') && call.includes('scaling'))).toHaveLength(4);
    expect(table.functions.size).toBe(0);
  });

  it('deletes again while the platform still knows instances, and forbids invocations in the end', async () => {
    await platform().ensure(spec, 0);
    table.lingeringDeletes = 6;
    server.requests.length = 0;
    await platform({ removal }).remove(spec.name);
    const calls = asked().filter((call) => /^(DELETE|POST) \/functions\/[^/]*(\/invoke\/disable)?$/.test(call));
    const deletion = `DELETE /functions/${spec.name}`;
    expect(calls).toEqual([
      ...Array<string>(5).fill(deletion),
      `POST /functions/${spec.name}/invoke/disable`,
      deletion,
      deletion,
    ]);
    expect(table.functions.size).toBe(0);
  });

  it('gives up where instances never end, and says so', async () => {
    await platform().ensure(spec, 0);
    table.lingeringDeletes = 100;
    await expect(platform({ removal }).remove(spec.name)).rejects.toThrow('ProvisionConfigExist');
  });

  it('is content where the function is not there', async () => {
    await expect(platform().remove(spec.name)).resolves.toBeUndefined();
  });

  it("does not touch somebody else's function", async () => {
    await expect(platform().remove('other')).rejects.toThrow('not of this deployment');
    expect(server.requests).toHaveLength(0);
  });
});

describe('list', () => {
  const tags = [{ Key: 'harmonybatch-deployment', Value: 'harmonybatch' }];

  it('reads all pages and only names of this deployment', async () => {
    for (const name of ['hb-a', 'hb-b', 'hb-c', 'other']) table.functions.set(name, { functionName: name, tags });
    table.pageSize = 2;
    expect((await platform().list()).map(({ name }) => name)).toEqual(['hb-a', 'hb-b', 'hb-c']);
    expect(server.requests[0]?.path).toContain('prefix=hb-');
  });

  it.each([
    [{ state: 'Active' }, { state: 'ready' }],
    [{}, { state: 'ready' }],
    [{ state: 'Pending' }, { state: 'pending' }],
    [
      { state: 'Failed', stateReason: 'no such image' },
      { state: 'failed', reason: 'no such image' },
    ],
    [{ state: 'Inactive' }, { state: 'inactive' }],
    [
      { state: 'Active', invocationRestriction: { disable: true, reason: 'too dear' } },
      { state: 'disabled', reason: 'too dear' },
    ],
    [{ state: 'Active', invocationRestriction: { disable: false } }, { state: 'ready' }],
  ])('says of a function with %j that it is %j', async (stored, expected) => {
    table.functions.set('hb-a', { functionName: 'hb-a', tags, ...stored });
    expect(await platform().list()).toEqual([{ name: 'hb-a', ...expected }]);
  });

  it.each([
    ['no word of what it is', {}],
    ['words of somebody else', { description: 'my function', environmentVariables: { HARMONYBATCH_MODEL: 'resnet' } }],
    ['a description alone', { description: 'resnet 1' }],
    ['the tag of another tool', { tags: [{ Key: 'managed-by', Value: 'terraform' }] }],
  ])('leaves out what has a name of this deployment and %s', async (_, stored) => {
    table.functions.set('hb-a', { functionName: 'hb-a', ...stored });
    expect(await platform().list()).toEqual([]);
  });

  it('ends where the platform pages for ever', async () => {
    server.script = (_, response) => json(response, 200, { functions: [], nextToken: 'again' });
    await expect(platform().list()).rejects.toThrow('more than 200 pages of functions like hb-');
  });
});

describe('a control call', () => {
  it.each([
    [429, 'ResourceExhausted'],
    [500, 'InternalServerError'],
    [503, 'ResourceThrottled'],
  ])('is tried again after %i %s', async (status, code) => {
    server.script = (request, response) =>
      server.requests.length < 4 ? refuse(response, status, code) : table.script(request, response);
    expect(await platform().list()).toEqual([]);
    expect(server.requests).toHaveLength(4);
  });

  it('is tried again after a broken connection, an unreadable error and silence', async () => {
    server.script = (request, response) => {
      const attempt = server.requests.length;
      if (attempt === 1) response.destroy();
      else if (attempt === 2) response.writeHead(502).end();
      else if (attempt > 3) table.script(request, response);
    };
    expect(await platform({ attemptTimeoutMs: 2_000 }).list()).toEqual([]);
    expect(server.requests).toHaveLength(4);
  });

  it('gives up after a bounded number of attempts and says what was asked and answered', async () => {
    server.script = (_, response) => refuse(response, 503, 'ResourceThrottled', 'later');
    await expect(platform({ maxAttempts: 2 }).list()).rejects.toThrow(
      /^Function Compute did not list functions: 503 ResourceThrottled: .*later/,
    );
    expect(server.requests).toHaveLength(2);
  });

  it('is not tried again where the platform says no', async () => {
    server.script = (_, response) => refuse(response, 403, 'AccessDenied');
    const refusal = platform().ensure(spec, 0);
    await expect(refusal).rejects.toThrow('did not read function hb-resnet-1f: 403 AccessDenied');
    await expect(refusal).rejects.toMatchObject({ reason: 'permission', functionName: spec.name });
    expect(server.requests).toHaveLength(1);
  });
});
