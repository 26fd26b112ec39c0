import { fixedToken, KnativeInvoker, KnativePlatform, noToken, type KnativeConfig } from '@harmonybatch/knative';
import type { FunctionSpec } from '@harmonybatch/ports';
import type { PlatformUnderTest } from '../../../../libs/ports/test/function-platform-conformance';
import type { StartContainer } from '../../src/containers/containers';
import { LocalKnative } from '../../src/local-knative';
import { InProcessContainer } from './in-process-container';

const token = 'the-token-of-a-service-account';
const image = 'registry.example/m:1';
export const maxVcpu = 4;

export interface KnativeUnderTest extends PlatformUnderTest {
  readonly config: KnativeConfig;
  readonly local: LocalKnative;
}

interface Said {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Service {
  readonly metadata: Said;
  readonly spec: {
    readonly template: { readonly metadata: { readonly annotations: Readonly<Record<string, string>> } };
  };
}

const specOf = (name: string): FunctionSpec => ({
  name,
  model: 'm',
  modelVersion: '1',
  image,
  port: 8_080,
  env: {},
  shape: { type: 'cpu', vcpu: 1, memoryMb: 256 },
  timeoutSeconds: 30,
});

/** A local Knative and the adapter pointed at it. */
export async function openKnative(
  { maxInstances, idleMs = 60_000 }: { readonly maxInstances: number; readonly idleMs?: number },
  start: StartContainer = (spec) => new InProcessContainer(spec),
  command: readonly [string, ...string[]] = ['node', 'server.js'],
): Promise<KnativeUnderTest> {
  const running = new Set<string>();
  const local = await LocalKnative.open(counted(start, running), {
    host: '127.0.0.1',
    apiPort: 0,
    gatewayPort: 0,
    namespace: 'models',
    token,
    images: (one) => (one === image ? { command, cwd: process.cwd(), env: {} } : undefined),
    maxInstances,
    maxVcpu,
    maxWaitingPerRevision: 1,
    idleMs,
  });
  const config: KnativeConfig = {
    apiUrl: local.apiUrl,
    namespace: 'models',
    flavour: 'knative',
    apiToken: fixedToken(token),
    functions: { url: local.gatewayUrl, host: local.hostTemplate },
  };
  const services = `${config.apiUrl}/apis/serving.knative.dev/v1/namespaces/models/services`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const serviceAt = async (name: string): Promise<Service> =>
    (await (await fetch(`${services}/${name}`, { headers })).json()) as Service;
  const changeMetadata = async (name: string, change: (said: Said) => Said): Promise<void> => {
    const there = await serviceAt(name);
    const body = JSON.stringify({ ...there, metadata: { ...there.metadata, ...change(there.metadata) } });
    await fetch(`${services}/${name}`, { method: 'PUT', headers, body });
  };
  const quick = { backoffMs: 1, pollMs: 1 };
  return {
    config,
    local,
    platformOf: (functionPrefix, owner = 'a-deployment') =>
      new KnativePlatform(config, { ...quick, functionPrefix, owner }),
    invokerWith: (limits) => new KnativeInvoker(config, limits),
    forbidden: () => new KnativePlatform({ ...config, apiToken: noToken }, quick),
    spec: specOf,
    warmInstances: async (name) => {
      const { spec } = await serviceAt(name);
      const kept = Number(spec.template.metadata.annotations['autoscaling.knative.dev/min-scale']);
      return Math.min(kept, [...running].filter((one) => one.startsWith(`${name} `)).length);
    },
    disown: (name) =>
      changeMetadata(name, ({ labels, annotations }) => ({
        labels: { 'app.kubernetes.io/managed-by': labels['app.kubernetes.io/managed-by']! },
        annotations: { 'harmonybatch.dev/function': annotations['harmonybatch.dev/function']! },
      })),
    makeForeign: async (name) => {
      await new KnativePlatform(config, quick).ensure(specOf(name), 0);
      await changeMetadata(name, () => ({ labels: {}, annotations: {} }));
    },
    close: () => local.close(),
  };
}

/** Notes which containers run. */
function counted(start: StartContainer, running: Set<string>): StartContainer {
  let count = 0;
  return (spec) => {
    const container = start(spec);
    const id = `${spec.name} ${(count += 1)}`;
    running.add(id);
    void container.ended.then(() => running.delete(id));
    return container;
  };
}
