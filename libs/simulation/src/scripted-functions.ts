import type { FunctionInvocation } from '@harmonybatch/contracts';
import { FunctionInvoker, type InvocationResult } from '@harmonybatch/pipeline';
import type { VirtualClock } from './virtual-clock';

export interface Invocation {
  readonly functionName: string;
  readonly body: FunctionInvocation;
  readonly atMs: number;
}

export type Script = (invocation: Invocation) => InvocationResult;

/** Answers every item with its own inputs. */
export const echo: Script = ({ body }) => ({
  kind: 'answered',
  body: JSON.stringify({ items: body.items.map(({ id, inputs }) => ({ id, outputs: inputs ?? null })) }),
});

/** Functions that take as long, and answer, as told. */
export class ScriptedFunctions extends FunctionInvoker {
  readonly invocations: Invocation[] = [];

  constructor(
    private readonly clock: VirtualClock,
    private readonly latencyMs: number | ((invocation: Invocation) => number),
    private readonly script: Script = echo,
  ) {
    super();
  }

  override invoke(functionName: string, body: string): Promise<InvocationResult> {
    const invocation = { functionName, body: JSON.parse(body) as FunctionInvocation, atMs: this.clock.nowMs() };
    this.invocations.push(invocation);
    const latencyMs = typeof this.latencyMs === 'number' ? this.latencyMs : this.latencyMs(invocation);
    return new Promise((resolve) => void this.clock.after(latencyMs, () => resolve(this.script(invocation))));
  }
}
