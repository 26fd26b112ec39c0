import * as $FC from '@alicloud/fc20230330';
import { FcInvoker, FcPlatform, readEndpoint, type FcConfig } from '@harmonybatch/function-compute';
import type { FunctionSpec } from '@harmonybatch/ports';
import {
  functionPlatformConformance,
  type AccountOptions,
  type PlatformUnderTest,
} from '../../../libs/ports/test/function-platform-conformance';
import { SystemTimers } from '../src/time/timers';
import { profile, Workbench } from './support/sdk';

const credentials = { accessKeyId: 'emulator', accessKeySecret: 'emulator' };
const missingImage = 'registry/none:1';
const spec = (name: string): FunctionSpec => ({
  name,
  model: 'm',
  modelVersion: '1',
  image: 'registry/x:1',
  port: 9_000,
  env: { HARMONYBATCH_PROFILE: JSON.stringify(profile) },
  shape: { type: 'cpu', vcpu: 1, memoryMb: 1_024 },
  timeoutSeconds: 60,
});

async function open({ maxInstances }: AccountOptions): Promise<PlatformUnderTest> {
  const env = { FC_EMULATOR_CPU_COLD_START_MS: '0-1', FC_EMULATOR_MAX_INSTANCES: String(maxInstances) };
  const bench = await Workbench.open(new SystemTimers(), env);
  const missing = { method: 'PUT', body: JSON.stringify({ missingImages: [missingImage] }) };
  await fetch(`${bench.emulator.url}/emulator/account`, missing);
  const config: FcConfig = { ...readEndpoint(bench.emulator.url)!, regionId: 'cn-hangzhou', credentials };
  const quick = { backoffMs: 1, pollMs: 1 };
  return {
    platformOf: (functionPrefix, owner = 'a-deployment') => new FcPlatform(config, { ...quick, functionPrefix, owner }),
    invokerWith: (limits) => new FcInvoker(config, limits),
    forbidden: () => new FcPlatform({ ...config, credentials: { ...credentials, accessKeySecret: 'wrong' } }, quick),
    spec,
    warmInstances: async (name) => {
      const { body } = await bench.scalingOf(name);
      return Math.min(body?.currentInstances ?? 0, body?.minInstances ?? 0);
    },
    disown: async (name) => {
      const { body } = await bench.client.getFunction(name, new $FC.GetFunctionRequest({}));
      const what = { resourceType: 'function', resourceId: [body?.functionArn], all: true };
      await bench.client.untagResources(new $FC.UntagResourcesRequest(what));
    },
    makeForeign: async (name) => void (await bench.create({ functionName: name, description: 'ours' })),
    close: () => bench.close(),
  };
}

functionPlatformConformance('Function Compute', {
  open,
  refused: {
    image: { image: missingImage },
    size: { shape: { type: 'cpu', vcpu: 64, memoryMb: 1_024 } },
  },
});
