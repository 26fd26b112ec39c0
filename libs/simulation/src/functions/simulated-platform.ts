import type { FunctionInvocation } from '@harmonybatch/contracts';
import type { FunctionShape, ModelProfile } from '@harmonybatch/model';
import {
  FunctionInvoker,
  FunctionPlatform,
  type DeployedFunction,
  type Clock,
  type FunctionSpec,
  type InvocationResult,
} from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { delaySampler, type Delay } from '@harmonybatch/memory';
import { ExecutionTimes, type Durations } from './execution-times';
import { InstancePool, type Acquired } from './instance-pool';

export interface PlatformOptions {
  /** How long a new instance takes until it runs its first batch, ms. */
  readonly coldStartMs: { readonly cpu: Delay; readonly gpu: Delay };
  /** How long an instance that was started on demand is held after its last batch, s. */
  readonly keepAliveSeconds: { readonly cpu: number; readonly gpu: number };
  /** How much of that time is billed, s. */
  readonly billedIdleSeconds: { readonly cpu: number; readonly gpu: number };
  /** What of an initialisation is billed, s; nothing where absent. */
  readonly billedInitialisationSeconds?: (type: FunctionShape['type'], seconds: number) => number;
  readonly durations: Durations;
  /** Most instances of one function; a batch beyond them is refused. */
  readonly maxInstances: number;
  /** From so long after its beginning on the platform takes this many times as long for every batch, and does not say so. */
  readonly slowdown?: { readonly afterSeconds: number; readonly factor: number };
}

export const platformDefaults: PlatformOptions = {
  coldStartMs: { cpu: 1_500, gpu: 15_000 },
  keepAliveSeconds: { cpu: 180, gpu: 180 },
  billedIdleSeconds: { cpu: Infinity, gpu: Infinity },
  durations: 'normal',
  maxInstances: 100,
};

/** One batch that a function runs. */
export interface Execution {
  readonly functionName: string;
  readonly shape: FunctionShape;
  /** The items' inputs, in order. */
  readonly inputs: readonly unknown[];
  readonly seconds: number;
  /** Whether it had to wait for an instance to start. */
  readonly cold: boolean;
}

/** What the functions stood ready for. */
export interface StandBy {
  readonly functionName: string;
  readonly shape: FunctionShape;
  /** Billed time that instances were ready and ran nothing, all of them together, s. */
  readonly idleSeconds: number;
  /** Billed time that instances initialised, all of them together, s. */
  readonly initialisationSeconds: number;
}

interface Deployed {
  initialisationSeconds: number;
  readonly shape: FunctionShape;
  readonly pool: InstancePool;
  readonly times: ExecutionTimes;
}

const msPerSecond = 1000;

/** Functions of one model on instances that start, run one batch at a time and are held for a while. */
export class SimulatedPlatform extends FunctionPlatform {
  private readonly functions = new Map<string, Deployed>();
  /** What removed functions idled; one of the same name may come again. */
  private readonly removed = new Map<string, StandBy>();
  private readonly durations: SeededRandomness;
  private readonly starts: SeededRandomness;
  private readonly beganAtMs: number;

  /** @param onExecution is called with every batch when its function begins with it. */
  constructor(
    private readonly clock: Clock,
    private readonly profile: ModelProfile,
    private readonly options: PlatformOptions,
    seed: number,
    private readonly onExecution: (execution: Execution) => void,
  ) {
    super();
    this.beganAtMs = clock.monotonicMs();
    this.durations = SeededRandomness.stream(seed, 'durations');
    this.starts = SeededRandomness.stream(seed, 'cold starts');
  }

  /** Runs batches on these functions. */
  readonly invoker: FunctionInvoker = new PlatformInvoker((name, body, timeoutMs) =>
    this.invoke(name, body, timeoutMs),
  );

  override async ensure({ name, shape }: FunctionSpec, warmInstances: number): Promise<void> {
    const deployed = this.functions.get(name) ?? this.deploy(name, shape);
    await deployed.pool.keepWarm(warmInstances);
  }

  override async remove(name: string): Promise<void> {
    const deployed = this.functions.get(name);
    if (deployed === undefined) return;
    deployed.pool.close();
    this.removed.set(name, this.standByOf(name, deployed));
    this.functions.delete(name);
  }

  override async differences({ name }: FunctionSpec): Promise<readonly string[]> {
    return (await this.list()).some((one) => one.name === name) ? [] : ['it is not there'];
  }

  override async list(): Promise<DeployedFunction[]> {
    return [...this.functions.keys()].map((name) => ({ name, state: 'ready' }));
  }

  /** What every function idled so far, removed ones included. */
  standBy(): StandBy[] {
    const present = [...this.functions].map(([name, deployed]) => this.standByOf(name, deployed));
    return [...new Map([...this.removed, ...present.map((one) => [one.functionName, one] as const)]).values()];
  }

  private slowdownNow(): number {
    const { afterSeconds, factor } = this.options.slowdown ?? { afterSeconds: Infinity, factor: 1 };
    return this.clock.monotonicMs() - this.beganAtMs >= afterSeconds * msPerSecond ? factor : 1;
  }

  private standByOf(functionName: string, { shape, pool, initialisationSeconds }: Deployed): StandBy {
    const before = this.removed.get(functionName) ?? { idleSeconds: 0, initialisationSeconds: 0 };
    return {
      functionName,
      shape,
      idleSeconds: before.idleSeconds + pool.idleMs / msPerSecond,
      initialisationSeconds: before.initialisationSeconds + initialisationSeconds,
    };
  }

  private deploy(name: string, shape: FunctionShape): Deployed {
    const { coldStartMs, keepAliveSeconds, billedIdleSeconds, maxInstances } = this.options;
    const initialises = this.profile[shape.type]?.initialisationSeconds;
    const startMs = initialises === undefined ? coldStartMs[shape.type] : initialises * msPerSecond;
    const deployed: Deployed = {
      shape,
      initialisationSeconds: 0,
      pool: new InstancePool(this.clock, {
        coldStartMs: delaySampler(startMs, this.starts),
        keepAliveMs: keepAliveSeconds[shape.type] * msPerSecond,
        billedIdleMs: billedIdleSeconds[shape.type] * msPerSecond,
        maxInstances,
        onStart: (ms) => (deployed.initialisationSeconds += this.billedOf(shape, ms)),
      }),
      times: new ExecutionTimes(this.profile, shape, this.options.durations, this.durations),
    };
    this.functions.set(name, deployed);
    return deployed;
  }

  /** What is billed of an initialisation, s: nothing where the profile does not say that there is one. */
  private billedOf({ type }: FunctionShape, initialisationMs: number): number {
    if (this.profile[type]?.initialisationSeconds === undefined) return 0;
    return this.options.billedInitialisationSeconds?.(type, initialisationMs / msPerSecond) ?? 0;
  }

  private async invoke(name: string, body: string, timeoutMs: number): Promise<InvocationResult> {
    const deployed = this.functions.get(name);
    if (deployed === undefined) return unavailable('FunctionNotFound', `there is no function ${name}`, false);
    const acquired = deployed.pool.acquire();
    if (acquired === null) return unavailable('ResourceExhausted', `all instances of ${name} are busy`, true);
    const { items } = JSON.parse(body) as FunctionInvocation;
    const seconds = this.slowdownNow() * deployed.times.drawSeconds(items.length);
    this.onExecution({
      functionName: name,
      shape: deployed.shape,
      inputs: items.map(({ inputs }) => inputs),
      seconds,
      cold: acquired.startMs > 0,
    });
    return this.run(deployed, acquired, seconds, timeoutMs, answerTo(items));
  }

  /** The instance is busy to the end, whether or not anybody still waits for the answer. */
  private run(
    { pool }: Deployed,
    { instance, startMs }: Acquired,
    seconds: number,
    timeoutMs: number,
    body: string,
  ): Promise<InvocationResult> {
    const platformDurationMs = seconds * msPerSecond;
    const totalMs = startMs + platformDurationMs;
    return new Promise((resolve) => {
      this.clock.after(totalMs, () => {
        pool.release(instance);
        resolve({ kind: 'answered', body, platformDurationMs });
      });
      if (totalMs <= timeoutMs) return;
      this.clock.after(timeoutMs, () => resolve({ kind: 'timeout', message: `no answer within ${timeoutMs} ms` }));
    });
  }
}

class PlatformInvoker extends FunctionInvoker {
  constructor(private readonly run: FunctionInvoker['invoke']) {
    super();
  }

  override invoke(functionName: string, body: string, timeoutMs: number): Promise<InvocationResult> {
    return this.run(functionName, body, timeoutMs);
  }
}

/** Every item gets an answer, of nothing. */
const answerTo = (items: FunctionInvocation['items']): string =>
  `{"items":[${items.map(({ id }) => `{"id":${JSON.stringify(id)},"outputs":null}`).join(',')}]}`;

const unavailable = (code: string, message: string, retryable: boolean): InvocationResult => ({
  kind: 'unavailable',
  code,
  message,
  retryable,
});
