import { batchSeconds, type FunctionShape, type ModelProfile } from '@harmonybatch/model';
import {
  FunctionInvoker,
  FunctionPlatform,
  type DeployedFunction,
  type FunctionSpec,
  type InvocationResult,
} from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';

/** A platform that runs batches as a secret profile says, at once, and remembers what was asked of it. */
export class ScriptedAccess {
  readonly functions = new Map<string, FunctionShape>();
  readonly invoked: { readonly vcpu: number; readonly batchSize: number; readonly seconds: number }[] = [];
  /** Called before every invocation; an answer that it gives takes the place of the function's own. */
  before: (number: number) => InvocationResult | undefined = () => undefined;
  /** Why a function cannot take a batch; null where it can. */
  refuse: (shape: FunctionShape, batchSize: number) => string | null = () => null;
  /** Where bodies were posted to. */
  readonly paths: (string | undefined)[] = [];
  private readonly random = new SeededRandomness(7);

  constructor(private readonly secret: ModelProfile) {}

  readonly platform: FunctionPlatform = Object.assign(Object.create(FunctionPlatform.prototype) as FunctionPlatform, {
    ensure: async ({ name, shape }: FunctionSpec) => void this.functions.set(name, shape),
    remove: async (name: string) => void this.functions.delete(name),
    list: async (): Promise<DeployedFunction[]> =>
      [...this.functions.keys()].map((name) => ({ name, state: 'ready' as const })),
  });

  readonly invoker: FunctionInvoker = Object.assign(Object.create(FunctionInvoker.prototype) as FunctionInvoker, {
    invoke: async (name: string, body: string, _timeoutMs: number, { path }: { path?: string } = {}) => {
      this.paths.push(path);
      return this.before(this.invoked.length) ?? this.run(name, body);
    },
  });

  private run(name: string, body: string): InvocationResult {
    const shape = this.functions.get(name);
    if (shape === undefined)
      return { kind: 'unavailable', code: 'FunctionNotFound', message: 'gone', retryable: false };
    const { items, inputs } = JSON.parse(body) as { items?: { id: string }[]; inputs?: { shape: number[] }[] };
    const batchSize = items?.length ?? inputs?.[0]?.shape[0] ?? 0;
    const refusal = this.refuse(shape, batchSize);
    if (refusal !== null) return { kind: 'function_error', message: refusal };
    const seconds = batchSeconds(this.secret, shape, batchSize, this.random);
    if (typeof seconds !== 'number') return { kind: 'function_error', message: seconds.fault };
    this.invoked.push({ vcpu: shape.vcpu, batchSize, seconds });
    const answer = items === undefined ? tensorOf(batchSize) : { items: items.map(({ id }) => ({ id, outputs: 1 })) };
    return { kind: 'answered', body: JSON.stringify(answer), platformDurationMs: Math.ceil(seconds * 1000) };
  }
}

const tensorOf = (rows: number) => ({
  model_name: 'worked',
  outputs: [{ name: 'y', shape: [rows], datatype: 'FP32', data: Array.from({ length: rows }, () => 1) }],
});
