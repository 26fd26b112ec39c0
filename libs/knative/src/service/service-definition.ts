import { checkSpec, type SpecLimits } from '@harmonybatch/platform-calls';
import { functionEnvironment, type FunctionSpec } from '@harmonybatch/ports';
import type { KnativeConfig } from '../knative-config';
import type { HttpProbe, KnativeService, Quantities, RevisionTemplate } from './knative-service';
import { ownershipFields } from './ownership';
import { withWarmInstances } from './scale';
import { serviceNameOf } from './service-name';

const gpuResource = 'nvidia.com/gpu';
const millicoresPerCore = 1_000;

const limits: SpecLimits = {
  what: 'a Knative service',
  maxTimeoutSeconds: 3_600,
  lacks: ['vpc', 'acrInstanceId', 'registry', 'initializer', 'preStop', 'logs', 'nas', 'oss'],
};

export interface DefinitionOptions extends Pick<KnativeConfig, 'namespace' | 'flavour'> {
  /** The deployment whose function it is. */
  readonly owner: string;
  /** Label of the nodes that have the card, `run.googleapis.com/accelerator=nvidia-l4`; absent where any node does. */
  readonly gpuNodes?: string;
}

/**
 * The service that is a function. One request at a time per instance: batches are the only concurrency the cost model knows.
 * @throws RangeError where the spec cannot be a service
 */
export function toService(spec: FunctionSpec, warmInstances: number, options: DefinitionOptions): KnativeService {
  checkSpec(spec, limits);
  const { labels, annotations } = ownershipFields(spec, options.owner);
  const service: KnativeService = {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name: serviceNameOf(spec.name), namespace: options.namespace, labels, annotations },
    spec: { template: templateOf(spec, options) },
  };
  return withWarmInstances(service, warmInstances, options.flavour);
}

function templateOf(spec: FunctionSpec, { flavour, gpuNodes }: DefinitionOptions): RevisionTemplate {
  const { container, image, port, role } = spec;
  const isGpu = spec.shape.type === 'gpu';
  return {
    metadata: { annotations: flavour === 'cloud-run' ? { ...billedWhileAlive, ...(isGpu ? cloudRunGpu : {}) } : {} },
    spec: {
      containerConcurrency: 1,
      timeoutSeconds: Math.ceil(spec.timeoutSeconds),
      serviceAccountName: role,
      nodeSelector: isGpu ? nodeSelectorOf(gpuNodes) : undefined,
      containers: [
        {
          image,
          command: container?.entrypoint,
          args: container?.command,
          ports: [{ containerPort: port }],
          env: environmentOf(spec),
          resources: resourcesOf(spec, flavour),
          startupProbe: probeOf(spec),
        },
      ],
    },
  };
}

/** One way of billing for all functions, the only one that cards have: prices of idle instances are those of busy ones. */
const billedWhileAlive = { 'run.googleapis.com/cpu-throttling': 'false' };
/** A second zone has a quota of its own. */
const cloudRunGpu = { 'run.googleapis.com/gpu-zonal-redundancy-disabled': 'true' };

function nodeSelectorOf(label: string | undefined): Record<string, string> | undefined {
  const [key, value = ''] = label?.split('=') ?? [];
  return key === undefined || key === '' ? undefined : { [key]: value };
}

const environmentOf = (spec: FunctionSpec): { name: string; value: string }[] =>
  Object.entries(functionEnvironment(spec)).map(([name, value]) => ({ name, value }));

/** What a pod asks for is what it may take: its latency is that of its own cores. Cloud Run knows limits alone. */
function resourcesOf({ shape }: FunctionSpec, flavour: KnativeConfig['flavour']) {
  const limits: Quantities = {
    cpu: `${Math.round(shape.vcpu * millicoresPerCore)}m`,
    memory: `${Math.round(shape.memoryMb)}Mi`,
    ...(shape.type === 'gpu' ? { [gpuResource]: '1' } : {}),
  };
  return flavour === 'knative' ? { limits, requests: limits } : { limits };
}

function probeOf({ container, port }: FunctionSpec): HttpProbe | undefined {
  const check = container?.healthCheck;
  if (check === undefined) return undefined;
  const { path, initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold } = check;
  return { httpGet: { path, port }, initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold };
}
