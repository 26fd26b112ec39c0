import { Clock, FunctionRefusedError, type FunctionSpec, type Timer } from '@harmonybatch/ports';
import { FakePlatform } from '../../ports/test/fake-ports';
import {
  functionPlatformConformance,
  type AccountOptions,
  type PlatformUnderTest,
} from '../../ports/test/function-platform-conformance';
import { echo, ScriptedFunctions, type FunctionScript, type Invocation } from '../src';

const maxVcpu = 16;
const hurry = 20;

/** Time that passes so many times as fast. */
class HurriedClock extends Clock {
  override nowMs(): number {
    return performance.now() * hurry;
  }
  override monotonicMs(): number {
    return this.nowMs();
  }
  override after(delayMs: number, action: () => void): Timer {
    const timer = setTimeout(action, Math.min(delayMs, 60_000) / hurry);
    return { cancel: () => clearTimeout(timer) };
  }
}

interface Wish {
  readonly crash?: boolean;
  readonly delayMs?: number;
}
const wishOf = ({ body }: Invocation): Wish => (body.items[0]?.inputs as { emulate?: Wish }).emulate ?? {};

const script: FunctionScript = (invocation) =>
  wishOf(invocation).crash ? { kind: 'function_error', message: 'it exited' } : echo(invocation);

const image = 'registry.example/m:1';
const spec = (name: string): FunctionSpec => ({
  name,
  model: 'm',
  modelVersion: '1',
  image,
  port: 9_000,
  env: {},
  shape: { type: 'cpu', vcpu: 1, memoryMb: 1_024 },
  timeoutSeconds: 30,
});

async function open({ maxInstances }: AccountOptions): Promise<PlatformUnderTest> {
  const { functions } = new FakePlatform();
  const platformOf = (prefix: string, deployment?: string): FakePlatform => {
    const platform = new FakePlatform(prefix, functions, deployment);
    platform.quota = maxInstances;
    platform.refusal = ({ name, shape }) =>
      shape.vcpu > maxVcpu ? new FunctionRefusedError(name, 'size', `at most ${maxVcpu} vCPU`) : undefined;
    return platform;
  };
  const exists = (name: string): boolean => functions.has(name);
  return {
    platformOf,
    invokerWith: ({ maxConcurrent = Infinity, maxAnswerBytes = Infinity }) => {
      const limits = { maxConcurrent: Math.min(maxConcurrent, maxInstances), maxAnswerBytes, exists };
      return new ScriptedFunctions(new HurriedClock(), (asked) => wishOf(asked).delayMs ?? 0, script, limits);
    },
    forbidden: () => {
      const platform = platformOf('hb-');
      platform.refusal = ({ name }) => new FunctionRefusedError(name, 'permission', 'nobody may do that');
      return platform;
    },
    spec,
    warmInstances: async (name) => functions.get(name)?.warm ?? 0,
    disown: async (name) => void functions.set(name, { ...functions.get(name)!, owner: undefined }),
    makeForeign: async (name) => void functions.set(name, { spec: spec(name), warm: 0, owner: 'somebody' }),
    close: async () => undefined,
  };
}

functionPlatformConformance('In memory', {
  open,
  refused: { size: { shape: { type: 'cpu', vcpu: maxVcpu + 1, memoryMb: 1_024 } } },
  withoutQueue: true,
});
