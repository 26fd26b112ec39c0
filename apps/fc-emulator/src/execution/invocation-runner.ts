import { ApiError } from '../http/api-error';
import type { Bill } from '../billing/bill';
import type { FunctionRegistry } from '../functions/function-registry';
import type { Place } from '../instances/instance-pool';
import type { Deployment } from '../instances/deployment';
import type { Timers } from '../time/timers';
import type { Execution } from './batch-execution';

/** What the caller of InvokeFunction gets. */
export interface Invocation {
  readonly instanceId: string;
  /** Execution time without the cold start, ms. */
  readonly durationMs: number;
  readonly body: string;
  readonly errorType?: string;
}

/** Runs invocations: waits for an instance, lets the time pass that the batch takes, and bills it. */
export class InvocationRunner {
  private running = 0;
  private stopped = false;
  private onIdle: (() => void) | undefined;

  constructor(
    private readonly functions: FunctionRegistry,
    private readonly bill: Bill,
    private readonly timers: Timers,
  ) {}

  get inFlight(): number {
    return this.running;
  }

  /**
   * Invokes a function and waits for its end, also where the call was abandoned by its caller.
   * Throws FunctionNotFound, VersionNotFound, ResourceExhausted, ResourceThrottled.
   */
  async invoke(name: string, body: Buffer): Promise<Invocation> {
    if (this.stopped) throw new ApiError('ResourceThrottled', 'the emulator is shutting down');
    const deployment = this.functions.get(name);
    const place = deployment.acquire();
    this.running += 1;
    try {
      await place.instance.ready;
      return await this.execute(deployment, place, body);
    } finally {
      place.release();
      this.running -= 1;
      if (this.running === 0) this.onIdle?.();
    }
  }

  /** Takes no more invocations; resolves when those that run have ended. */
  async drain(): Promise<void> {
    this.stopped = true;
    if (this.running > 0) await new Promise<void>((resolve) => (this.onIdle = resolve));
  }

  private async execute({ record, execution }: Deployment, place: Place, body: Buffer): Promise<Invocation> {
    const startedAtMs = this.timers.nowMs();
    const outcome = cutAtTimeout(execution.run(body), record.settings.timeout);
    await this.sleepUntil(startedAtMs + outcome.durationSeconds * 1000);
    this.bill.add(record.settings.functionName, record.shape, outcome.durationSeconds, outcome.items);
    return {
      instanceId: place.instance.id,
      durationMs: Math.ceil(outcome.durationSeconds * 1000),
      body: outcome.body,
      errorType: outcome.errorType,
    };
  }

  private async sleepUntil(endMs: number): Promise<void> {
    await new Promise<void>((resolve) => this.timers.after(endMs - this.timers.nowMs(), resolve));
  }
}

/** What does not end in time is killed, and paid for until then. */
function cutAtTimeout(execution: Execution, timeoutSeconds: number): Execution {
  if (execution.durationSeconds <= timeoutSeconds) return execution;
  const errorMessage = `Function timed out after ${timeoutSeconds} seconds`;
  return {
    durationSeconds: timeoutSeconds,
    items: execution.items,
    body: JSON.stringify({ errorMessage, errorType: 'FunctionTimedOut' }),
    errorType: 'UnhandledInvocationError',
  };
}
