import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Service } from '@kubernetes-models/knative/serving.knative.dev/v1';
import type { FunctionSpec } from '@harmonybatch/ports';
import { parse } from 'yaml';
import type { KnativeService } from '../src/service/knative-service';
import { toService } from '../src/service/service-definition';

const spec: FunctionSpec = {
  name: 'hb-resnet-cpu-1f',
  model: 'resnet',
  modelVersion: '1',
  image: 'registry/resnet:1',
  port: 9_000,
  env: { THREADS: '2' },
  shape: { type: 'cpu', vcpu: 0.1 + 0.2, memoryMb: 1_024 },
  timeoutSeconds: 30.5,
};
const gpuSpec: FunctionSpec = { ...spec, shape: { type: 'gpu', vcpu: 4, memoryMb: 16_384, gpuMemoryMb: 24_576 } };
const owner = 'shop-@cluster';
const knative = { namespace: 'models', flavour: 'knative', owner } as const;
const cloudRun = {
  namespace: 'my-project',
  flavour: 'cloud-run',
  owner,
  gpuNodes: 'run.googleapis.com/accelerator=nvidia-l4',
} as const;

/** Throws where Knative's own schema does not take it. */
const checked = (service: KnativeService): KnativeService => {
  new Service(JSON.parse(JSON.stringify(service)) as ConstructorParameters<typeof Service>[0]).validate();
  return service;
};

it('a CPU function is a service of exactly that size, one request at a time', () => {
  expect(JSON.parse(JSON.stringify(checked(toService(spec, 2, knative))))).toEqual({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {
      name: 'hb-resnet-cpu-1f',
      namespace: 'models',
      labels: {
        'app.kubernetes.io/managed-by': 'harmonybatch',
        'harmonybatch.dev/deployment': expect.stringMatching(/^[0-9a-f]{16}$/),
      },
      annotations: {
        'harmonybatch.dev/function': 'hb-resnet-cpu-1f',
        'harmonybatch.dev/deployment': owner,
        'harmonybatch.dev/model': 'resnet',
        'harmonybatch.dev/version': '1',
      },
    },
    spec: {
      template: {
        metadata: { annotations: { 'autoscaling.knative.dev/min-scale': '2' } },
        spec: {
          containerConcurrency: 1,
          timeoutSeconds: 31,
          containers: [
            {
              image: 'registry/resnet:1',
              ports: [{ containerPort: 9_000 }],
              env: [
                { name: 'HARMONYBATCH_FUNCTION_VCPU', value: '0.3' },
                { name: 'THREADS', value: '2' },
                { name: 'HARMONYBATCH_MODEL', value: 'resnet' },
              ],
              resources: { limits: { cpu: '300m', memory: '1024Mi' }, requests: { cpu: '300m', memory: '1024Mi' } },
            },
          ],
        },
      },
    },
  });
});

it('a GPU function has its card, on Cloud Run with what that asks for beside it', () => {
  const onKnative = checked(toService(gpuSpec, 0, { ...knative, gpuNodes: 'pool=l4' })).spec.template;
  expect(onKnative.spec.containers[0]?.resources?.limits).toEqual({
    cpu: '4000m',
    memory: '16384Mi',
    'nvidia.com/gpu': '1',
  });
  expect(onKnative.spec.nodeSelector).toEqual({ pool: 'l4' });
  const { metadata, spec: onCloudRun } = checked(toService(gpuSpec, 3, cloudRun));
  expect(metadata.annotations).toMatchObject({ 'run.googleapis.com/minScale': '3' });
  expect(onCloudRun.template.metadata?.annotations).toEqual({
    'run.googleapis.com/cpu-throttling': 'false',
    'run.googleapis.com/gpu-zonal-redundancy-disabled': 'true',
  });
  expect(onCloudRun.template.spec.nodeSelector).toEqual({ 'run.googleapis.com/accelerator': 'nvidia-l4' });
  expect(onCloudRun.template.spec.containers[0]?.resources).not.toHaveProperty('requests');
});

it('a container brings its commands, its account and its health check', () => {
  const container = {
    entrypoint: ['python'],
    command: ['serve.py'],
    healthCheck: { path: '/ready', periodSeconds: 5 },
  };
  const { spec: revision } = checked(toService({ ...spec, role: 'runner', container }, 0, knative)).spec.template;
  expect(revision).toMatchObject({
    serviceAccountName: 'runner',
    containers: [{ command: ['python'], args: ['serve.py'] }],
  });
  expect(revision.containers[0]?.startupProbe).toEqual({ httpGet: { path: '/ready', port: 9_000 }, periodSeconds: 5 });
});

it.each<[string, Partial<FunctionSpec>, string]>([
  ['NaN vCPU', { shape: { ...spec.shape, vcpu: Number.NaN } }, 'vcpu must be above 0, not NaN'],
  ['no memory', { shape: { ...spec.shape, memoryMb: 0 } }, 'memoryMb must be above 0'],
  ['too long a timeout', { timeoutSeconds: 3_601 }, 'timeoutSeconds must be at most 3600'],
  ['a network', { vpc: { vpcId: 'v', vSwitchIds: [], securityGroupId: 's' } }, 'a Knative service has no vpc'],
  ['hooks', { container: { initializer: { timeoutSeconds: 5 } } }, 'a Knative service has no initializer'],
])('a function with %s is refused', (_, change, message) => {
  expect(() => toService({ ...spec, ...change }, 0, knative)).toThrow(message);
});

it('the container of the sample model is one that a service can have', () => {
  const file = join(__dirname, '..', '..', '..', 'functions', 'onnx', 'samples', 'transformer.yaml');
  const { container } = parse(readFileSync(file, 'utf8')) as Pick<FunctionSpec, 'container'>;
  const { startupProbe } = checked(toService({ ...spec, container }, 0, knative)).spec.template.spec.containers[0]!;
  expect(startupProbe).toMatchObject({ httpGet: { path: '/health' } });
});

it('the schema refuses what is wrong', () => {
  const service = toService(spec, 0, knative);
  const { template } = service.spec;
  const wrong = { ...template, spec: { ...template.spec, containerConcurrency: '1' } };
  expect(() => checked({ ...service, spec: { template: wrong } } as unknown as KnativeService)).toThrow(
    'must be integer',
  );
});
