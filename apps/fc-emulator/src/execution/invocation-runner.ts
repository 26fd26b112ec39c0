import { ApiError } from '../http/api-error';
import type { Bill } from '../billing/bill';
import type { FunctionRegistry } from '../functions/function-registry';
import type { Place } from '../instances/instance-pool';
import type { Deployment } from '../instances/deployment';
import { ContainerFault, type ContainerRequest } from '../containers/container';
import { errorBody, timedOut, type Execution } from '../containers/execution';
import type { Timers } from '../time/timers';

const msPerSecond = 1_000;

/** What the caller of InvokeFunction gets. */
export interface Invocation {
  readonly instanceId: string;
  /** Execution time without the cold start, ms. */
  readonly durationMs: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errorType?: string;
  /** What the container wrote meanwhile. */
  readonly log?: readonly string[];
}

/** Runs invocations: waits for an instance, lets its container run, and bills the time. */
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
   * Throws FunctionNotFound, ResourceExhausted, ResourceThrottled, and what says that the container did not come up.
   */
  async invoke(name: string, request: ContainerRequest): Promise<Invocation> {
    if (this.stopped) throw new ApiError('ResourceThrottled', 'the emulator is shutting down');
    const deployment = this.functions.get(name);
    const place = deployment.acquire();
    this.running += 1;
    try {
      await place.instance.ready;
      return await this.execute(deployment, place, request);
    } catch (error) {
      return notStarted(place, error);
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

  private async execute(
    { record, slowdown }: Deployment,
    { instance }: Place,
    request: ContainerRequest,
  ): Promise<Invocation> {
    const ran = await instance.container.run(request);
    const { durationSeconds, items, ...answer } = slowedDown(ran, slowdown, record.settings.timeout);
    await this.sleep((durationSeconds - ran.durationSeconds) * msPerSecond);
    this.bill.add(record.settings.functionName, record.shape, durationSeconds, items);
    return { ...answer, instanceId: instance.id, durationMs: Math.ceil(durationSeconds * msPerSecond) };
  }

  private async sleep(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((resolve) => this.timers.after(ms, resolve));
  }
}

/** A run that takes so many times as long, and is cut off where that is too long. */
function slowedDown(ran: Execution, factor: number, timeoutSeconds: number): Execution {
  const durationSeconds = ran.durationSeconds * factor;
  if (factor === 1 || durationSeconds <= timeoutSeconds) return { ...ran, durationSeconds };
  return timedOut(timeoutSeconds, ran.items);
}

/** An initializer that failed is an error of the function, all else that kept a container from starting a refusal. */
function notStarted({ instance }: Place, error: unknown): Invocation {
  if (!(error instanceof ContainerFault)) throw error;
  const { code, message } = error;
  if (code !== 'UnhandledInitializationError') throw new ApiError(code, message);
  return { instanceId: instance.id, durationMs: 0, body: errorBody('InitializationFailed', message), errorType: code };
}
