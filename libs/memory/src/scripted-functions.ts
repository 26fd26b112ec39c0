import type { FunctionInvocation } from '@harmonybatch/contracts';
import { FunctionInvoker, type InvocationResult, type InvokeOptions } from '@harmonybatch/ports';
import { RunningInvocations, tooMany } from './running-invocations';
import type { VirtualClock } from './virtual-clock';

export interface Invocation {
  readonly functionName: string;
  readonly path?: string;
  readonly body: FunctionInvocation;
  readonly atMs: number;
}

export type FunctionScript = (invocation: Invocation) => InvocationResult;

/** Answers every item with its own inputs. */
export const echo: FunctionScript = ({ body }) => ({
  kind: 'answered',
  body: JSON.stringify({ items: body.items.map(({ id, inputs }) => ({ id, outputs: inputs ?? null })) }),
});

/** Functions that take as long, and answer, as a script says. */
export class ScriptedFunctions extends FunctionInvoker {
  readonly invocations: Invocation[] = [];
  private readonly running = new RunningInvocations();

  /** @param maxConcurrent invocations of one function at a time; the others are refused */
  constructor(
    private readonly clock: VirtualClock,
    private readonly latencyMs: number | ((invocation: Invocation) => number),
    private readonly script: FunctionScript = echo,
    private readonly maxConcurrent = Infinity,
  ) {
    super();
  }

  override invoke(
    functionName: string,
    body: string,
    _timeoutMs = Infinity,
    { path }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    const atMs = this.clock.nowMs();
    const invocation = { functionName, path, body: JSON.parse(body) as FunctionInvocation, atMs };
    if (this.running.of(functionName) >= this.maxConcurrent) return Promise.resolve(tooMany(functionName));
    this.invocations.push(invocation);
    const latencyMs = typeof this.latencyMs === 'number' ? this.latencyMs : this.latencyMs(invocation);
    const answer = new Promise<InvocationResult>((resolve) => {
      this.clock.after(latencyMs, () => resolve(this.script(invocation)));
    });
    return this.running.whileRunning(functionName, answer);
  }
}
