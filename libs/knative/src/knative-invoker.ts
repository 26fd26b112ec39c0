import { FunctionInvoker, utf8Text, type InvocationResult, type InvokeOptions } from '@harmonybatch/ports';
import {
  compressionFault,
  FunctionSlots,
  HttpCaller,
  HttpTimeoutError,
  onSlotOf,
  type HttpAnswer,
} from '@harmonybatch/platform-calls';
import type { KnativeConfig } from './knative-config';
import { resultOfStatus } from './invocation-result';
import { serviceNameOf } from './service/service-name';
import { authorization } from './tokens/token-source';

export interface InvokerOptions {
  /** Most invocations of one function under way at a time. */
  readonly maxConcurrent: number;
  /** Most invocations of one function that wait for one of those to end. */
  readonly maxWaiting: number;
  /** Largest answer that is read, bytes. */
  readonly maxAnswerBytes: number;
}

export const defaultInvokerOptions: InvokerOptions = {
  maxConcurrent: 256,
  maxWaiting: 4_096,
  maxAnswerBytes: 32 * 1024 * 1024,
};

const defaultPath = '/invoke';
const maxMessageLength = 500;

/** Posts to the container of a service through the platform's ingress, once: only the caller knows whether it may repeat. */
export class KnativeInvoker extends FunctionInvoker {
  private readonly options: InvokerOptions;
  private readonly slots: FunctionSlots;
  private readonly caller = new HttpCaller();

  constructor(
    private readonly config: Pick<KnativeConfig, 'functions' | 'namespace'>,
    options: Partial<InvokerOptions> = {},
  ) {
    super();
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
    options: InvokeOptions = {},
  ): Promise<InvocationResult> {
    return onSlotOf(this.slots, functionName, timeoutMs, (leftMs) => this.call(functionName, body, leftMs, options));
  }

  /** Never rejects. */
  private async call(
    functionName: string,
    body: string,
    timeoutMs: number,
    { path = defaultPath, maxBytes = Infinity }: InvokeOptions,
  ): Promise<InvocationResult> {
    const limitBytes = Math.min(this.options.maxAnswerBytes, maxBytes);
    try {
      const url = this.named(functionName, this.config.functions.url);
      const headers = await this.headers(functionName, url);
      const request = { method: 'POST', url: `${url}${path}`, headers, body, timeoutMs, maxBytes: limitBytes } as const;
      return this.resultOf(await this.caller.call(request), limitBytes, maxBytes !== Infinity);
    } catch (error) {
      return resultOfFault(functionName, error);
    }
  }

  private async headers(functionName: string, url: string): Promise<Record<string, string>> {
    const { host, token } = this.config.functions;
    return {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(host === undefined ? {} : { host: this.named(functionName, host) }),
      ...(token === undefined ? {} : await authorization(token, url)),
    };
  }

  private named(functionName: string, template: string): string {
    const { namespace } = this.config;
    return template.replaceAll('{service}', serviceNameOf(functionName)).replaceAll('{namespace}', namespace);
  }

  private resultOf(answer: HttpAnswer, limitBytes: number, mayBeCut: boolean): InvocationResult {
    const { status, bytes, cut } = answer;
    if (status < 200 || status > 299) return resultOfStatus(answer);
    // Whoever said how much is wanted gets what came until then; all others asked for the whole.
    if (cut && !mayBeCut) return { kind: 'function_error', message: `the answer is larger than ${limitBytes} bytes` };
    return { kind: 'answered', body: utf8Text(bytes) ?? bytes, ...(cut ? { cutAtBytes: limitBytes } : {}) };
  }
}

/** What came of a call that brought no answer. */
function resultOfFault(functionName: string, error: unknown): InvocationResult {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const said = String(message ?? error).slice(0, maxMessageLength);
  if (error instanceof HttpTimeoutError) return { kind: 'timeout', message: `${functionName}: ${said}` };
  const compression = compressionFault(error);
  if (compression !== undefined)
    return { kind: 'function_error', message: `the answer could not be inflated: ${compression}` };
  return {
    kind: 'unavailable',
    code: typeof code === 'string' ? code : 'ConnectionFailed',
    message: said,
    retryable: true,
  };
}
