import {
  BoundedMap,
  type Clock,
  FunctionInvoker,
  type InvocationResult,
  type InvokeOptions,
  type StageEvents,
} from '@harmonybatch/ports';
import { RepeatedFaults } from './repeated-faults';

/** Functions whose last result is remembered; and for how long, ms. */
const maxFunctions = 1_000;
const rememberedMs = 600_000;
/** Reasons that are given at a time. */
const maxReasons = 3;
const maxMessageLength = 300;
/** How a function fails is told so often, ms: where one is away, every batch of it has the same to say. */
const toldAgainAfterMs = 60_000;

interface LastResult {
  readonly atMs: number;
  /** Why the platform did not run it; null where it did. */
  readonly failure: string | null;
}

/** Passes invocations on, says in the log how they fail, and knows whether any function can be reached. */
export class MonitoredInvoker extends FunctionInvoker {
  /** The last result of each function. */
  private readonly lastResults = new BoundedMap<string, LastResult>(maxFunctions);
  private readonly faults: RepeatedFaults;

  constructor(
    private readonly invoker: FunctionInvoker,
    private readonly clock: Clock,
    private readonly events: StageEvents,
  ) {
    super();
    this.faults = new RepeatedFaults(clock, toldAgainAfterMs);
  }

  override async invoke(
    functionName: string,
    body: string,
    timeoutMs: number,
    options?: InvokeOptions,
  ): Promise<InvocationResult> {
    const result = await this.invoker.invoke(functionName, body, timeoutMs, options);
    const failure =
      result.kind === 'unavailable' ? `${result.code}: ${result.message}`.slice(0, maxMessageLength) : null;
    const wasAway = this.lastResults.get(functionName)?.failure ?? null;
    this.lastResults.set(functionName, { atMs: this.clock.monotonicMs(), failure });
    if (result.kind !== 'answered') this.logFailure(functionName, result);
    else if (wasAway !== null) this.logReturn(functionName, wasAway);
    return result;
  }

  /** Why batches cannot be run: no function that was called lately could be reached when it was called last. */
  notReadyReasons(): string[] {
    const sinceMs = this.clock.monotonicMs() - rememberedMs;
    const lately = [...this.lastResults].filter(([, { atMs }]) => atMs >= sinceMs);
    const unreached = lately.flatMap(([name, last]) => (last.failure === null ? [] : [`${name}: ${last.failure}`]));
    if (unreached.length === 0 || unreached.length < lately.length) return [];
    return unreached.slice(0, maxReasons).map((why) => `no function can be reached; ${why}`);
  }

  private logFailure(functionName: string, result: Exclude<InvocationResult, { kind: 'answered' }>): void {
    const code = result.kind === 'unavailable' ? result.code : undefined;
    const untold = this.faults.admit(`${functionName} ${result.kind} ${code}`);
    if (untold === null) return;
    const error = result.message.slice(0, maxMessageLength);
    const details = { functionName, failure: result.kind, code, error, ...(untold === 0 ? {} : { untold }) };
    const isGone = result.kind === 'unavailable' && /NotFound/i.test(result.code);
    this.events.error(isGone ? 'a function no longer exists on the platform' : 'a function failed', undefined, details);
  }

  private logReturn(functionName: string, before: string): void {
    if (this.faults.admit(`${functionName} answers`) !== null)
      this.events.info('a function that the platform did not run answers again', { functionName, before });
  }
}
