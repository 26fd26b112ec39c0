import { Readable } from 'node:stream';
import { performance } from 'node:perf_hooks';
import FcSdk, { InvokeFunctionHeaders, InvokeFunctionRequest, type InvokeFunctionResponse } from '@alicloud/fc20230330';
import { compressionFault, FunctionSlots, timedOut, withDeadline } from '@harmonybatch/platform-calls';
import { FunctionInvoker, type InvocationResult, type InvokeOptions } from '@harmonybatch/ports';
import { openClient, runtimeFor, sdkGraceMs } from '../fc-client';
import type { FcConfig } from '../fc-config';
import { toFault } from '../fc-fault';
import { readAnswer } from './answer-body';
import { functionError, resultOfAnswer, resultOfFault } from './invocation-result';

export interface InvokerOptions {
  /** Most invocations of one function under way at a time; one that timed out counts until its connection is free. */
  readonly maxConcurrent: number;
  /** Most invocations of one function that wait for one of those to end. */
  readonly maxWaiting: number;
  /** Largest answer that is read, bytes. */
  readonly maxAnswerBytes: number;
}

/** 32 MiB is the platform's own limit on the payload of a synchronous invocation. */
export const defaultInvokerOptions: InvokerOptions = {
  maxConcurrent: 256,
  maxWaiting: 4_096,
  maxAnswerBytes: 32 * 1024 * 1024,
};

/** Longest timeout of a function, ms (24 h). */
const maxTimeoutMs = 86_400_000;

/**
 * Invokes functions through the Function Compute API (`InvokeFunction`, version 2023-03-30), synchronously and once: it
 * repeats nothing, because only the caller knows whether it may. Its own deadline decides, not the SDK's timers.
 */
export class FcInvoker extends FunctionInvoker {
  private readonly client: FcSdk;
  private readonly options: InvokerOptions;
  private readonly slots: FunctionSlots;

  constructor(
    private readonly config: FcConfig,
    limits: Partial<InvokerOptions> = {},
  ) {
    super();
    this.client = openClient(config);
    this.options = { ...defaultInvokerOptions, ...limits };
    this.slots = new FunctionSlots(this.options.maxConcurrent, this.options.maxWaiting);
  }

  /**
   * The platform posts every body to `/invoke`, whatever path is asked for.
   * @param timeoutMs includes the wait for a free slot; above 24 h it counts as 24 h.
   * @throws RangeError where `timeoutMs` is not finite.
   */
  async invoke(
    functionName: string,
    body: string,
    timeoutMs: number,
    { maxBytes }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    if (!Number.isFinite(timeoutMs)) throw new RangeError(`timeoutMs must be finite, not ${timeoutMs}`);
    const endsAtMs = performance.now() + Math.min(timeoutMs, maxTimeoutMs);
    if (timeoutMs <= 0) return notSent('NoTimeLeft', 'no time was left to invoke the function');
    const release = await this.slots.take(functionName, endsAtMs - performance.now());
    const leftMs = endsAtMs - performance.now();
    if (!release || leftMs <= 0) {
      release?.();
      return notSent(
        'ConcurrencyLimit',
        `${this.options.maxConcurrent} invocations of ${functionName} were under way already`,
      );
    }
    // The call runs to its end in any case: a late answer is still read, so that its connection comes free.
    const call = this.call(functionName, body, leftMs, maxBytes).finally(release);
    const result = await withDeadline(call, leftMs);
    if (result !== timedOut) return result;
    return { kind: 'timeout', message: `${functionName} did not answer within ${Math.round(timeoutMs)} ms` };
  }

  /** Never rejects. The body is a fresh stream, and the headers a fresh object, because the SDK consumes both. */
  private async call(functionName: string, body: string, leftMs: number, maxBytes?: number): Promise<InvocationResult> {
    const cutOffAtMs = performance.now() + leftMs + sdkGraceMs;
    const request = new InvokeFunctionRequest({ body: Readable.from(Buffer.from(body, 'utf8')) });
    const headers = new InvokeFunctionHeaders({ commonHeaders: {} });
    try {
      const answer = await this.client.invokeFunctionWithOptions(functionName, request, headers, runtimeFor(leftMs));
      return await this.resultOf(answer, cutOffAtMs - performance.now(), maxBytes);
    } catch (error) {
      const compression = compressionFault(error);
      if (compression !== undefined) return functionError(`the answer could not be inflated: ${compression}`);
      return resultOfFault(toFault(error, this.config.credentials));
    }
  }

  private async resultOf(
    { body, headers = {} }: InvokeFunctionResponse,
    limitMs: number,
    maxBytes = Infinity,
  ): Promise<InvocationResult> {
    const { maxAnswerBytes } = this.options;
    const limitBytes = Math.min(maxAnswerBytes, maxBytes);
    const encoding = headers['content-encoding'];
    const answer = body ? await readAnswer(body, { limitBytes, limitMs, encoding }) : nothing;
    // Whoever said how much is wanted gets what came until then; all others asked for the whole.
    if (answer.cut && maxBytes === Infinity) return functionError(`the answer is larger than ${maxAnswerBytes} bytes`);
    return resultOfAnswer(headers, answer.bytes, answer.cut ? limitBytes : undefined);
  }
}

const nothing = { bytes: Buffer.alloc(0), cut: false };

const notSent = (code: string, message: string): InvocationResult => ({
  kind: 'unavailable',
  code,
  message,
  retryable: true,
});
