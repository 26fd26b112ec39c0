import { compile, ModelContainer } from '@harmonybatch/contracts';
import type { FunctionSpec } from '@harmonybatch/ports';
import { FcPlatform } from '../src';
import { FunctionTable } from './function-table';
import { ScriptedServer } from './scripted-server';

/** Every field that a registration may have. */
const container: ModelContainer = {
  entrypoint: ['/bin/sh', '-c'],
  command: ['serve'],
  acrInstanceId: 'cri-abc123',
  registry: {
    userName: 'robot',
    passwordVariable: 'HARMONYBATCH_REGISTRY_PASSWORD',
    insecure: false,
    rootCaCertBase64: 'Y2VydA==',
    network: { vpcId: 'vpc-1', vSwitchId: 'vsw-1', securityGroupId: 'sg-1' },
  },
  healthCheck: {
    path: '/ready',
    initialDelaySeconds: 1,
    periodSeconds: 2,
    timeoutSeconds: 3,
    failureThreshold: 4,
    successThreshold: 5,
  },
  initializer: { timeoutSeconds: 60, command: ['warm-up'] },
  preStop: { timeoutSeconds: 10, command: ['flush'] },
  logs: { project: 'p', logstore: 'l', beginRule: 'DefaultRegex', instanceMetrics: true, requestMetrics: false },
  diskMb: 10_240,
  nas: { userId: 1, groupId: 2, mounts: [{ server: 'x.nas.aliyuncs.com:/', directory: '/mnt/nas', tls: true }] },
  oss: {
    mounts: [
      {
        bucket: 'b',
        path: '/models',
        endpoint: 'http://oss-cn-hangzhou.aliyuncs.com',
        directory: '/mnt/oss',
        readOnly: true,
      },
    ],
  },
  timeoutSeconds: 90,
};
const spec: FunctionSpec = {
  name: 'hb-a',
  model: 'a',
  modelVersion: '1',
  image: 'i',
  port: 9000,
  env: {},
  container,
  shape: { type: 'cpu', vcpu: 1, memoryMb: 1024 },
  timeoutSeconds: 90,
};
const expected = {
  diskSize: 10_240,
  timeout: 90,
  customContainerConfig: {
    image: 'i',
    port: 9000,
    entrypoint: ['/bin/sh', '-c'],
    command: ['serve'],
    acrInstanceId: 'cri-abc123',
    registryConfig: {
      authConfig: { userName: 'robot', password: 'sesame' },
      certConfig: { insecure: false, rootCaCertBase64: 'Y2VydA==' },
      networkConfig: { vpcId: 'vpc-1', vSwitchId: 'vsw-1', securityGroupId: 'sg-1' },
    },
    healthCheckConfig: {
      httpGetUrl: '/ready',
      initialDelaySeconds: 1,
      periodSeconds: 2,
      timeoutSeconds: 3,
      failureThreshold: 4,
      successThreshold: 5,
    },
  },
  instanceLifecycleConfig: {
    initializer: { handler: 'index.hook', timeout: 60, command: ['warm-up'] },
    preStop: { handler: 'index.hook', timeout: 10, command: ['flush'] },
  },
  logConfig: {
    project: 'p',
    logstore: 'l',
    logBeginRule: 'DefaultRegex',
    enableInstanceMetrics: true,
    enableRequestMetrics: false,
  },
  nasConfig: {
    userId: 1,
    groupId: 2,
    mountPoints: [{ serverAddr: 'x.nas.aliyuncs.com:/', mountDir: '/mnt/nas', enableTLS: true }],
  },
  ossMountConfig: {
    mountPoints: [
      {
        bucketName: 'b',
        bucketPath: '/models',
        endpoint: 'http://oss-cn-hangzhou.aliyuncs.com',
        mountDir: '/mnt/oss',
        readOnly: true,
      },
    ],
  },
};

/** Paths of all values of a schema or a value, `healthCheck.path`. */
const schemaPaths = (schema: object, path = ''): string[] => {
  const { properties, items } = schema as { properties?: Record<string, object>; items?: object };
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, one]) => schemaPaths(one, `${path}.${key}`));
  return items !== undefined && 'properties' in items ? schemaPaths(items, path) : [path];
};
const valuePaths = (value: unknown, path = ''): string[] => {
  if (Array.isArray(value) && typeof value[0] === 'object') return valuePaths(value[0], path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, one]) => valuePaths(one, `${path}.${key}`));
};

let server: ScriptedServer;
const table = new FunctionTable();
const platform = (): FcPlatform =>
  new FcPlatform(server.config, {
    pollMs: 1,
    passwordOf: (variable) => (variable === 'HARMONYBATCH_REGISTRY_PASSWORD' ? 'sesame' : undefined),
  });

beforeEach(async () => {
  table.functions.clear();
  server = await ScriptedServer.start(table.script);
});
afterEach(() => server.close());

it('names every field of the contract here, so that the next tests see all', () => {
  expect(compile(ModelContainer).check(container)).toBe(true);
  expect(valuePaths(container).sort()).toEqual(schemaPaths(ModelContainer).sort());
});

it('is created with every field of its registration', async () => {
  await platform().ensure(spec, 0);
  expect(table.functions.get('hb-a')).toMatchObject(expected);
});

it('is the same function afterwards, whatever the platform fills in and hides', async () => {
  await platform().ensure(spec, 0);
  const stored = table.functions.get('hb-a')!;
  const shown = structuredClone({ ...stored, ...expected, internetAccess: true, idleTimeout: 60 });
  delete (shown.customContainerConfig.registryConfig.authConfig as { password?: string }).password;
  table.functions.set('hb-a', shown);
  await expect(platform().ensure(spec, 0)).resolves.toBeUndefined();
});

it.each(
  valuePaths(expected).filter((path) => !/password|logConfig|timeout$/.test(path) || /\.healthCheck|\.init/.test(path)),
)('is another function where %s is another one', async (path) => {
  await platform().ensure(spec, 0);
  const changed = structuredClone(table.functions.get('hb-a')!) as Record<string, unknown>;
  const keys = path.slice(1).split('.');
  const parent = keys.slice(0, -1).reduce<Record<string, unknown>>((at, key) => {
    const next = at[key] as Record<string, unknown> | Record<string, unknown>[];
    return Array.isArray(next) ? next[0]! : next;
  }, changed);
  const last = keys.at(-1)!;
  const value = parent[last];
  parent[last] =
    typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : Array.isArray(value) ? ['x'] : 'x';
  table.functions.set('hb-a', changed as never);
  await expect(platform().ensure(spec, 0)).rejects.toMatchObject({
    reason: 'conflict',
    message: expect.stringContaining(`differs: ${keys[0]}`),
  });
});

it('needs the password that its registration names', async () => {
  const without = new FcPlatform(server.config, { pollMs: 1 });
  await expect(without.ensure(spec, 0)).rejects.toThrow('HARMONYBATCH_REGISTRY_PASSWORD, the password of its registry');
  expect(server.requests).toHaveLength(0);
});
