import { BoundedMap, type Clock, FunctionInvoker, type InvocationResult, type StageEvents } from '@harmonybatch/ports';

/** Functions whose last result is remembered; and for how long, ms. */
const mostFunctions = 1_000;
const rememberedMs = 600_000;
/** Reasons that are given at a time. */
const mostReasons = 3;
const mostMessage = 300;

interface Last {
  readonly atMs: number;
  /** Why the platform did not run it; null where it did. */
  readonly unreached: string | null;
}

/** Passes invocations on, says in the log how they fail, and knows whether any function can be reached. */
export class FunctionWatch extends FunctionInvoker {
  /** The last result of each function. */
  private readonly last = new BoundedMap<string, Last>(mostFunctions);

  constructor(
    private readonly invoker: FunctionInvoker,
    private readonly clock: Clock,
    private readonly events: StageEvents,
  ) {
    super();
  }

  override async invoke(
    functionName: string,
    body: string,
    timeoutMs: number,
    mostBytes?: number,
  ): Promise<InvocationResult> {
    const result = await this.invoker.invoke(functionName, body, timeoutMs, mostBytes);
    const unreached = result.kind === 'unavailable' ? `${result.code}: ${result.message}`.slice(0, mostMessage) : null;
    this.last.set(functionName, { atMs: this.clock.monotonicMs(), unreached });
    if (result.kind !== 'answered') this.tell(functionName, result);
    return result;
  }

  /** Why batches cannot be run: no function that was called lately could be reached when it was called last. */
  reasons(): string[] {
    const sinceMs = this.clock.monotonicMs() - rememberedMs;
    const lately = [...this.last].filter(([, { atMs }]) => atMs >= sinceMs);
    const unreached = lately.flatMap(([name, last]) => (last.unreached === null ? [] : [`${name}: ${last.unreached}`]));
    if (unreached.length === 0 || unreached.length < lately.length) return [];
    return unreached.slice(0, mostReasons).map((why) => `no function can be reached; ${why}`);
  }

  private tell(functionName: string, result: Exclude<InvocationResult, { kind: 'answered' }>): void {
    const details = {
      functionName,
      failure: result.kind,
      code: result.kind === 'unavailable' ? result.code : undefined,
      error: result.message.slice(0, mostMessage),
    };
    const isGone = result.kind === 'unavailable' && /NotFound/i.test(result.code);
    this.events.fault(isGone ? 'a function no longer exists on the platform' : 'a function failed', undefined, details);
  }
}
