import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import { FunctionInvoker, utf8Text, type InvocationResult, type InvokeOptions } from '@harmonybatch/ports';
import { FunctionSlots, onSlotOf } from '@harmonybatch/platform-calls';
import { openClient, servingAlias, type LambdaConfig } from './lambda-config';
import { mayPass, toFault } from './lambda-fault';

export interface InvokerOptions {
  /** Most invocations of one function under way at a time. */
  readonly maxConcurrent: number;
  /** Most invocations of one function that wait for one of those to end. */
  readonly maxWaiting: number;
  /** Largest answer that is taken, bytes. */
  readonly maxAnswerBytes: number;
}

/** 6 MB is the platform's own limit on the payload of a synchronous invocation, both ways. */
export const defaultInvokerOptions: InvokerOptions = {
  maxConcurrent: 256,
  maxWaiting: 4_096,
  maxAnswerBytes: 6 * 1024 * 1024,
};

const maxMessageLength = 500;
/** Codes of a function that is not there, or not as it may be called. */
const goneCodes = new Set(['ResourceNotFoundException']);
/** The body was too large: halves of the batch may not be. */
const tooLarge = 'RequestTooLargeException';

/**
 * Invokes functions through the Lambda API, synchronously and once: only the caller knows whether it may repeat. The path
 * that a body is posted to is the function's, set when it was created.
 */
export class LambdaInvoker extends FunctionInvoker {
  private readonly client: LambdaClient;
  private readonly options: InvokerOptions;
  private readonly slots: FunctionSlots;

  constructor(config: LambdaConfig, options: Partial<InvokerOptions> = {}) {
    super();
    this.client = openClient(config);
    this.options = { ...defaultInvokerOptions, ...options };
    this.slots = new FunctionSlots(this.options.maxConcurrent, this.options.maxWaiting);
  }

  /**
   * @param timeoutMs includes the wait for a free slot; above 24 h it counts as 24 h
   * @throws RangeError where `timeoutMs` is not finite
   */
  async invoke(
    functionName: string,
    body: string,
    timeoutMs: number,
    { maxBytes = Infinity }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    return onSlotOf(this.slots, functionName, timeoutMs, (leftMs) => this.call(functionName, body, leftMs, maxBytes));
  }

  /** Never rejects. */
  private async call(functionName: string, body: string, leftMs: number, maxBytes: number): Promise<InvocationResult> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), leftMs);
    try {
      const command = new InvokeCommand({
        FunctionName: functionName,
        Qualifier: servingAlias,
        LogType: 'Tail',
        Payload: Buffer.from(body, 'utf8'),
      });
      return this.resultOf(await this.client.send(command, { abortSignal: abort.signal }), maxBytes);
    } catch (error) {
      if (abort.signal.aborted)
        return { kind: 'timeout', message: `${functionName} did not answer within ${Math.round(leftMs)} ms` };
      return resultOfFault(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private resultOf({ FunctionError, Payload, LogResult }: InvokeCommandOutput, maxBytes: number): InvocationResult {
    const bytes = Buffer.from(Payload ?? []);
    const platformDurationMs = durationIn(LogResult);
    if (FunctionError !== undefined) {
      const message = `${FunctionError}: ${bytes.toString('utf8')}`.slice(0, maxMessageLength);
      return { kind: 'function_error', message, platformDurationMs };
    }
    const { maxAnswerBytes } = this.options;
    if (bytes.length > maxAnswerBytes && maxBytes === Infinity) {
      return { kind: 'function_error', message: `the answer is larger than ${maxAnswerBytes} bytes` };
    }
    const limitBytes = Math.min(maxAnswerBytes, maxBytes);
    const isCut = bytes.length > limitBytes;
    const kept = isCut ? bytes.subarray(0, limitBytes) : bytes;
    return {
      kind: 'answered',
      body: utf8Text(kept) ?? kept,
      ...(isCut ? { cutAtBytes: limitBytes } : {}),
      platformDurationMs,
    };
  }
}

function resultOfFault(error: unknown): InvocationResult {
  const { code, message } = toFault(error);
  if (code === tooLarge) return { kind: 'function_error', message: `${code}: ${message}` };
  if (goneCodes.has(code))
    return { kind: 'unavailable', code: 'FunctionNotFound', message, retryable: false, gone: true };
  return { kind: 'unavailable', code, message, retryable: mayPass(error) };
}

/** What the platform says that it took, ms, at the end of the log that comes with an answer. */
function durationIn(logResult: string | undefined): number | undefined {
  const log = logResult === undefined ? '' : Buffer.from(logResult, 'base64').toString('utf8');
  const duration = /\tDuration: ([\d.]+) ms/.exec(log)?.[1];
  return duration === undefined ? undefined : Number(duration);
}
