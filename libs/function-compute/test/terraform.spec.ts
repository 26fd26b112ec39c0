import type { FunctionSpec } from '@harmonybatch/ports';
import { terraformOf } from '../src';

const spec: FunctionSpec = {
  name: 'hb-resnet-gpu-1f',
  model: 'resnet',
  modelVersion: '1-0a1b2c3d',
  image: 'registry.cn-hangzhou.aliyuncs.com/models/resnet:1',
  port: 9000,
  env: { THREADS: '2', GREETING: 'for ${name} at %{time}', HF_TOKEN: 'sesame' },
  role: 'acs:ram::1:role/harmonybatch-resnet',
  vpc: { vpcId: 'vpc-1', vSwitchIds: ['vsw-1', 'vsw-2'], securityGroupId: 'sg-1' },
  container: {
    entrypoint: ['python3'],
    command: ['server.py'],
    acrInstanceId: 'cri-1',
    registry: { userName: 'reader', passwordVariable: 'HARMONYBATCH_REGISTRY_PASSWORD' },
    healthCheck: { path: '/ready', initialDelaySeconds: 1, periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 3 },
    initializer: { timeoutSeconds: 60, command: ['warm'] },
    preStop: { timeoutSeconds: 5 },
    logs: { project: 'p', logstore: 'l', beginRule: 'None', instanceMetrics: true, requestMetrics: true },
    nas: { userId: 1, groupId: 2, mounts: [{ server: 'nas:/', directory: '/mnt/nas', tls: true }] },
    oss: { mounts: [{ bucket: 'b', path: '/', endpoint: 'http://oss', directory: '/mnt/oss', readOnly: true }] },
    diskMb: 10_240,
  },
  shape: { type: 'gpu', vcpu: 0.7, memoryMb: 4096, gpuMemoryMb: 2048 },
  timeoutSeconds: 60,
};
const options = { owner: 'shop-@cluster', gpuType: 'fc.gpu.ampere.1' };
const document = terraformOf(
  [
    { spec, warmInstances: 2 },
    {
      spec: {
        ...spec,
        name: 'hb-resnet-cpu-2f',
        container: undefined,
        shape: { type: 'cpu', vcpu: 1, memoryMb: 2048 },
      },
      warmInstances: 0,
    },
  ],
  options,
);

/** The provider's documentation of `alicloud_fcv3_function`, by block, as it was in November 2026 (1.242 and later). */
const functionAttributes: Readonly<Record<string, readonly string[]>> = {
  '': [
    'code',
    'cpu',
    'custom_container_config',
    'custom_dns',
    'custom_runtime_config',
    'description',
    'disk_size',
    'environment_variables',
    'function_name',
    'gpu_config',
    'handler',
    'instance_concurrency',
    'instance_lifecycle_config',
    'internet_access',
    'layers',
    'log_config',
    'memory_size',
    'nas_config',
    'oss_mount_config',
    'role',
    'runtime',
    'tags',
    'timeout',
    'vpc_config',
  ],
  custom_container_config: [
    'acceleration_type',
    'acr_instance_id',
    'command',
    'entrypoint',
    'health_check_config',
    'image',
    'port',
  ],
  'custom_container_config.health_check_config': [
    'failure_threshold',
    'http_get_url',
    'initial_delay_seconds',
    'period_seconds',
    'success_threshold',
    'timeout_seconds',
  ],
  gpu_config: ['gpu_memory_size', 'gpu_type'],
  instance_lifecycle_config: ['initializer', 'pre_stop'],
  'instance_lifecycle_config.initializer': ['handler', 'timeout'],
  'instance_lifecycle_config.pre_stop': ['handler', 'timeout'],
  log_config: ['enable_instance_metrics', 'enable_request_metrics', 'log_begin_rule', 'logstore', 'project'],
  nas_config: ['group_id', 'mount_points', 'user_id'],
  'nas_config.mount_points': ['enable_tls', 'mount_dir', 'server_addr'],
  oss_mount_config: ['mount_points'],
  'oss_mount_config.mount_points': ['bucket_name', 'bucket_path', 'endpoint', 'mount_dir', 'read_only'],
  vpc_config: ['security_group_id', 'vpc_id', 'vswitch_ids'],
};
const instanceAttributes = [
  'always_allocate_cpu',
  'always_allocate_gpu',
  'function_name',
  'qualifier',
  'scheduled_actions',
  'target',
  'target_tracking_policies',
];
const maps = new Set(['environment_variables', 'tags']);

/** `[block, attribute]` of everything that a resource says. */
function attributesIn(value: object, block = ''): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    const path = block === '' ? name : `${block}.${name}`;
    const blocks = maps.has(name) || !Array.isArray(inner) ? [] : inner.filter((one) => typeof one === 'object');
    return [[block, name], ...blocks.flatMap((one: object) => attributesIn(one, path))];
  });
}

it('says nothing that the provider does not know, in its blocks', () => {
  const { alicloud_fcv3_function: functions = {}, alicloud_fcv3_provision_config: instances = {} } = document.resource;
  const seen = Object.values(functions).flatMap((one) => attributesIn(one));
  expect(seen.length).toBeGreaterThan(50);
  for (const [block, name] of seen)
    expect([block, functionAttributes[block]]).toEqual([block, expect.arrayContaining([name])]);
  for (const one of Object.values(instances))
    expect(instanceAttributes).toEqual(expect.arrayContaining(Object.keys(one)));
});

it('is the function that the adapter makes, with its tags', () => {
  expect(document.resource['alicloud_fcv3_function']?.['hb-resnet-gpu-1f']).toMatchObject({
    function_name: 'hb-resnet-gpu-1f',
    runtime: 'custom-container',
    handler: 'index.handler',
    cpu: 0.7,
    memory_size: 4096,
    disk_size: 10_240,
    instance_concurrency: 1,
    timeout: 60,
    gpu_config: [{ gpu_type: 'fc.gpu.ampere.1', gpu_memory_size: 2048 }],
    custom_container_config: [{ image: spec.image, port: 9000, entrypoint: ['python3'], command: ['server.py'] }],
    vpc_config: [{ vpc_id: 'vpc-1', vswitch_ids: ['vsw-1', 'vsw-2'], security_group_id: 'sg-1' }],
    nas_config: [{ mount_points: [{ server_addr: 'nas:/', mount_dir: '/mnt/nas', enable_tls: true }] }],
    tags: { 'managed-by': 'harmonybatch', 'harmonybatch-deployment': 'shop-@cluster' },
  });
});

it('keeps instances ready of those that have any, beside the function that they are of', () => {
  expect(document.resource['alicloud_fcv3_provision_config']).toEqual({
    'hb-resnet-gpu-1f': {
      function_name: '${alicloud_fcv3_function.hb-resnet-gpu-1f.function_name}',
      qualifier: 'LATEST',
      target: 2,
      always_allocate_cpu: false,
      always_allocate_gpu: false,
    },
  });
  expect(document.terraform.required_providers['alicloud']?.source).toBe('aliyun/alicloud');
});

it('has no secret in it, and no text that Terraform would take for a template', () => {
  const text = JSON.stringify(document);
  expect(text).not.toContain('sesame');
  const { environment_variables: env } = document.resource['alicloud_fcv3_function']!['hb-resnet-gpu-1f'] as {
    environment_variables: Record<string, string>;
  };
  expect(env).toEqual({
    THREADS: '2',
    GREETING: 'for $${name} at %%{time}',
    HF_TOKEN: '${var.hf_token}',
    HARMONYBATCH_FUNCTION_VCPU: '0.7',
    HARMONYBATCH_MODEL: 'resnet',
  });
  expect(document.variable).toEqual({ hf_token: expect.objectContaining({ sensitive: true, type: 'string' }) });
});

it('says what the provider has no attribute for', () => {
  expect(document['//']).toEqual([
    expect.stringContaining('a registry of one’s own'.replace('’', "'")),
    expect.stringContaining('commands of hooks'),
  ]);
});
