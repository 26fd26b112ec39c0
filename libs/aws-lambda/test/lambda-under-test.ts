import type { FunctionSpec } from '@harmonybatch/ports';
import type { PlatformUnderTest } from '../../ports/test/function-platform-conformance';
import { LambdaInvoker, LambdaPlatform, type LambdaConfig } from '../src';
import { accountKey, executionRole, LocalLambda } from './local-lambda';

const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/m:1';

export interface LambdaUnderTest extends PlatformUnderTest {
  readonly local: LocalLambda;
  readonly config: LambdaConfig;
}

export const specOf = (name: string): FunctionSpec => ({
  name,
  model: 'm',
  modelVersion: '1',
  image,
  port: 8_080,
  env: {},
  shape: { type: 'cpu', vcpu: 1, memoryMb: 1_769 },
  timeoutSeconds: 30,
});

/** A local Lambda and the adapter pointed at it. */
export async function openLambda({ maxInstances }: { readonly maxInstances: number }): Promise<LambdaUnderTest> {
  const local = await LocalLambda.open({ maxInstances, images: [image] });
  const config = { region: 'eu-west-1', endpoint: local.url, role: executionRole, credentials: accountKey };
  const quick = { backoffMs: 1, pollMs: 1 };
  const nobody = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' };
  return {
    local,
    config,
    platformOf: (functionPrefix, owner = 'a-deployment') =>
      new LambdaPlatform(config, { ...quick, functionPrefix, owner }),
    invokerWith: (limits) => new LambdaInvoker(config, limits),
    forbidden: () => new LambdaPlatform({ ...config, credentials: nobody }, quick),
    spec: specOf,
    warmInstances: async (name) => local.provisioned.get(name) ?? 0,
    disown: async (name) => void local.tags.set(name, { 'managed-by': 'harmonybatch', model: 'm' }),
    makeForeign: async (name) => {
      await new LambdaPlatform(config, quick).ensure(specOf(name), 0);
      local.tags.delete(name);
    },
    close: () => local.close(),
  };
}
