import type { FunctionInvocation } from '@harmonybatch/contracts';
import { FunctionInvoker, type InvocationResult } from '@harmonybatch/ports';
import type { Incarnation } from './incarnation';
import type { FlakyFunctions } from './flaky-functions';
import type { PortGate } from './port-gate';

/** Hears of invocations: when a process decides on one, and when its function begins. */
export interface InvocationListener {
  invoking(by: Incarnation, invocation: FunctionInvocation): void;
  /** @param decidedAtMs when the process decided on it, epoch ms. */
  invoked(by: Incarnation, invocation: FunctionInvocation, decidedAtMs: number): void;
}

/** Functions as one incarnation invokes them. */
export class GatedInvoker extends FunctionInvoker {
  constructor(
    private readonly gate: PortGate,
    private readonly functions: FlakyFunctions,
    private readonly listener: InvocationListener,
  ) {
    super();
  }

  override invoke(functionName: string, body: string, timeoutMs: number): Promise<InvocationResult> {
    const invocation = JSON.parse(body) as FunctionInvocation;
    this.listener.invoking(this.gate.incarnation, invocation);
    const decidedAtMs = this.gate.world.clock.nowMs();
    return this.gate.call({
      verb: 'invoke',
      of: null,
      timeoutMs,
      perform: () => {
        this.listener.invoked(this.gate.incarnation, invocation, decidedAtMs);
        return this.functions.run(functionName, invocation, timeoutMs);
      },
      failure: (mishap) =>
        mishap === 'no effect' || mishap === 'refused'
          ? { kind: 'unavailable', code: 'ConnectionRefused', message: 'unreachable', retryable: true }
          : { kind: 'timeout', message: `no answer within ${timeoutMs} ms` },
    });
  }
}
