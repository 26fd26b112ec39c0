import { FunctionInvoker, type InvocationResult, type InvokeOptions } from '@harmonybatch/ports';
import { compressionFault } from '../answer/decompressed';
import { HttpTimeoutError } from '../http-call';
import { FunctionSlots } from '../slots/function-slots';
import { onSlotOf } from '../slots/slotted-invocation';
import { functionError, type WantedBytes } from './function-answer';

export interface InvokerOptions {
  /** Most invocations of one function under way at a time. */
  readonly maxConcurrent: number;
  /** Most invocations of one function that wait for one of those to end. */
  readonly maxWaiting: number;
  /** Largest answer that is read, bytes. */
  readonly maxAnswerBytes: number;
}

export const invokerDefaults: InvokerOptions = {
  maxConcurrent: 256,
  maxWaiting: 4_096,
  maxAnswerBytes: 32 * 1024 * 1024,
};

/** One call of a function that has its slot. */
export interface FunctionCall {
  readonly functionName: string;
  /** JSON */
  readonly body: string;
  readonly path: string;
  /** For the header of that name; absent where it is not traced. */
  readonly traceparent?: string | undefined;
  readonly wanted: WantedBytes;
  /** The time that is left, ms. */
  readonly leftMs: number;
  /** Aborted when none is. */
  readonly signal: AbortSignal;
}

const defaultPath = '/invoke';

/**
 * Invokes functions of one platform, once each: only the caller knows whether it may repeat. A platform adds how it is sent
 * and what comes of it.
 */
export abstract class SlottedInvoker extends FunctionInvoker {
  private readonly options: InvokerOptions;
  private readonly slots: FunctionSlots;

  constructor(options: Partial<InvokerOptions>) {
    super();
    this.options = { ...invokerDefaults, ...options };
    this.slots = new FunctionSlots(this.options.maxConcurrent, this.options.maxWaiting);
  }

  /**
   * @param timeoutMs includes the wait for a free slot; above 24 h it counts as 24 h. After it the call is cancelled.
   * @throws RangeError where `timeoutMs` is not finite
   */
  async invoke(
    functionName: string,
    body: string,
    timeoutMs: number,
    { path = defaultPath, maxBytes = Infinity, traceparent }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    const limitBytes = Math.min(this.options.maxAnswerBytes, maxBytes);
    const wanted = { limitBytes, mayBeCut: maxBytes !== Infinity };
    const asked = { functionName, body, path, traceparent, wanted };
    const result = await onSlotOf(this.slots, functionName, timeoutMs, (leftMs) => this.within(leftMs, asked));
    return result ?? late(functionName, timeoutMs);
  }

  /** @throws what `thrown` reads: no answer came, or none that can be used */
  protected abstract send(call: FunctionCall): Promise<InvocationResult>;

  /** What came of a call by what it threw. */
  protected abstract thrown(error: unknown): InvocationResult;

  /** Never rejects; undefined where the time was over. */
  private async within(
    leftMs: number,
    asked: Omit<FunctionCall, 'leftMs' | 'signal'>,
  ): Promise<InvocationResult | undefined> {
    const cancel = new AbortController();
    const timer = setTimeout(() => cancel.abort(), leftMs);
    try {
      const result = await this.send({ ...asked, leftMs, signal: cancel.signal });
      return cancel.signal.aborted ? undefined : result;
    } catch (error) {
      return cancel.signal.aborted || error instanceof HttpTimeoutError ? undefined : this.resultOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private resultOf(error: unknown): InvocationResult {
    const compression = compressionFault(error);
    return compression === undefined
      ? this.thrown(error)
      : functionError(`the answer could not be inflated: ${compression}`);
  }
}

const late = (functionName: string, timeoutMs: number): InvocationResult => ({
  kind: 'timeout',
  message: `${functionName} did not answer within ${Math.round(timeoutMs)} ms`,
});
