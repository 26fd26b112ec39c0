import { performance } from 'node:perf_hooks';
import { compressionFault, FunctionSlots, type AnswerBytes } from '@harmonybatch/platform-calls';
import { FunctionInvoker, type InvocationResult, type InvokeOptions } from '@harmonybatch/ports';
import { sourceOf, type CredentialSource } from '../credentials';
import type { FcConfig } from '../fc-config';
import { faultOfAnswer, type FcFault } from '../fc-fault';
import { readAnswer } from './answer-body';
import { faultOfThrown, functionError, resultOfAnswer, resultOfFault } from './invocation-result';
import { InvocationSender, type RawAnswer } from './invocation-sender';

export interface InvokerOptions {
  /** Most invocations of one function under way at a time. */
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

/** Longest timeout of a function, ms (24 h); a timer of Node takes no more than 24 days. */
const maxTimeoutMs = 86_400_000;
/** An error of the platform is a few lines. */
const maxErrorBytes = 64 * 1024;

/**
 * Invokes functions through the Function Compute API (`InvokeFunction`, version 2023-03-30), synchronously and once: it
 * repeats nothing that may have run, because only the caller knows whether it may.
 */
export class FcInvoker extends FunctionInvoker {
  private readonly options: InvokerOptions;
  private readonly slots: FunctionSlots;
  private readonly credentials: CredentialSource;
  private readonly sender: InvocationSender;

  constructor(config: FcConfig, limits: Partial<InvokerOptions> = {}) {
    super();
    this.options = { ...defaultInvokerOptions, ...limits };
    this.slots = new FunctionSlots(this.options.maxConcurrent, this.options.maxWaiting);
    this.credentials = sourceOf(config.credentials);
    this.sender = new InvocationSender(config);
  }

  /**
   * The platform posts every body to `/invoke`, whatever path is asked for.
   * @param timeoutMs includes the wait for a free slot; above 24 h it counts as 24 h. After it the call is cancelled: its
   * connection is closed.
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
    const cancel = new AbortController();
    const timer = setTimeout(() => cancel.abort(), leftMs);
    try {
      const result = await this.call(functionName, Buffer.from(body, 'utf8'), cancel.signal, maxBytes);
      return cancel.signal.aborted ? late(functionName, timeoutMs) : result;
    } finally {
      clearTimeout(timer);
      release();
    }
  }

  /** Never rejects. A signature that is refused for its credentials has run nothing: newer ones are tried at once. */
  private async call(
    functionName: string,
    body: Buffer,
    signal: AbortSignal,
    maxBytes?: number,
  ): Promise<InvocationResult> {
    const first = await this.attempt(functionName, body, signal, maxBytes);
    if ('kind' in first) return first;
    const second = first.renewed ? await this.attempt(functionName, body, signal, maxBytes) : first;
    return 'kind' in second ? second : resultOfFault(second.fault);
  }

  private async attempt(
    functionName: string,
    body: Buffer,
    signal: AbortSignal,
    maxBytes = Infinity,
  ): Promise<InvocationResult | { readonly fault: FcFault; readonly renewed: boolean }> {
    try {
      const credentials = await this.credentials.current();
      const answer = await this.sender.send(functionName, body, credentials, signal);
      if (answer.status < 300) return await this.resultOf(answer, maxBytes);
      const fault = await this.faultOf(answer);
      if (!fault.ofCredentials) return resultOfFault(fault);
      this.credentials.discard(credentials);
      return { fault, renewed: (await this.credentials.current()) !== credentials };
    } catch (error) {
      const compression = compressionFault(error);
      if (compression !== undefined) return functionError(`the answer could not be inflated: ${compression}`);
      return resultOfFault(faultOfThrown(error, this.credentials.lastGiven));
    }
  }

  private async faultOf({ status, header, body }: RawAnswer): Promise<FcFault> {
    const { bytes } = await readAnswer(body, { limitBytes: maxErrorBytes, encoding: header('content-encoding') });
    const said = { requestId: header('x-fc-request-id'), serverDate: header('date') };
    return faultOfAnswer(status, bytes, said, this.credentials.lastGiven);
  }

  private async resultOf({ header, body }: RawAnswer, maxBytes: number): Promise<InvocationResult> {
    const { maxAnswerBytes } = this.options;
    const limitBytes = Math.min(maxAnswerBytes, maxBytes);
    const answer: AnswerBytes = await readAnswer(body, { limitBytes, encoding: header('content-encoding') });
    // Whoever said how much is wanted gets what came until then; all others asked for the whole.
    if (answer.cut && maxBytes === Infinity) return functionError(`the answer is larger than ${maxAnswerBytes} bytes`);
    return resultOfAnswer(header, answer.bytes, answer.cut ? limitBytes : undefined);
  }
}

const late = (functionName: string, timeoutMs: number): InvocationResult => ({
  kind: 'timeout',
  message: `${functionName} did not answer within ${Math.round(timeoutMs)} ms`,
});

const notSent = (code: string, message: string): InvocationResult => ({
  kind: 'unavailable',
  code,
  message,
  retryable: true,
});
