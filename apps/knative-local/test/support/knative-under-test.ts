import { fixedToken, KnativeInvoker, KnativePlatform, noToken, type KnativeConfig } from '@harmonybatch/knative';
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
  const quick = { backoffMs: 1, pollMs: 1 };
  return {
    config,
    local,
    platformOf: (functionPrefix) => new KnativePlatform(config, { ...quick, functionPrefix }),
    invokerWith: (limits) => new KnativeInvoker(config, limits),
    forbidden: () => new KnativePlatform({ ...config, apiToken: noToken }, quick),
    spec: (name) => ({
      name,
      model: 'm',
      modelVersion: '1',
      image,
      port: 8_080,
      env: {},
      shape: { type: 'cpu', vcpu: 1, memoryMb: 256 },
      timeoutSeconds: 30,
    }),
    warmInstances: async (name) => {
      const answer = await fetch(`${config.apiUrl}/apis/serving.knative.dev/v1/namespaces/models/services/${name}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { spec } = (await answer.json()) as {
        spec: { template: { metadata: { annotations: Record<string, string> } } };
      };
      const kept = Number(spec.template.metadata.annotations['autoscaling.knative.dev/min-scale']);
      return Math.min(kept, [...running].filter((one) => one.startsWith(`${name} `)).length);
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
