import type { FunctionInvocation } from '@harmonybatch/contracts';
import { FunctionInvoker, utf8Text, type Clock, type InvocationResult, type InvokeOptions } from '@harmonybatch/ports';
import { RunningInvocations, tooMany } from './running-invocations';

export interface Invocation {
  readonly functionName: string;
  readonly path?: string;
  readonly body: FunctionInvocation;
  readonly atMs: number;
}

export type FunctionScript = (invocation: Invocation) => InvocationResult;

/** Answers every item with its own inputs. */
export const echo: FunctionScript = ({ body }) => ({
  kind: 'answered',
  body: JSON.stringify({ items: body.items.map(({ id, inputs }) => ({ id, outputs: inputs ?? null })) }),
});

type Answered = Extract<InvocationResult, { readonly kind: 'answered' }>;

export interface ScriptedLimits {
  /** Invocations of one function at a time; the others are refused. */
  readonly maxConcurrent: number;
  /** Largest answer that is read, bytes. */
  readonly maxAnswerBytes: number;
  /** Whether there is such a function; absent: there is any. */
  readonly exists: (functionName: string) => boolean;
}

const noLimits: ScriptedLimits = { maxConcurrent: Infinity, maxAnswerBytes: Infinity, exists: () => true };

/** Functions that take as long, and answer, as a script says. */
export class ScriptedFunctions extends FunctionInvoker {
  readonly invocations: Invocation[] = [];
  private readonly running = new RunningInvocations();
  private readonly limits: ScriptedLimits;

  constructor(
    private readonly clock: Clock,
    private readonly latencyMs: number | ((invocation: Invocation) => number),
    private readonly script: FunctionScript = echo,
    limits: Partial<ScriptedLimits> = {},
  ) {
    super();
    this.limits = { ...noLimits, ...limits };
  }

  override async invoke(
    functionName: string,
    body: string,
    timeoutMs: number,
    { path, maxBytes = Infinity }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    if (!Number.isFinite(timeoutMs)) throw new RangeError(`timeoutMs must be finite, not ${timeoutMs}`);
    if (timeoutMs <= 0) return notRun('NoTimeLeft', 'no time was left to invoke the function');
    if (this.running.of(functionName) >= this.limits.maxConcurrent) return tooMany(functionName);
    if (!this.limits.exists(functionName))
      return { ...notRun('FunctionNotFound', `there is no function ${functionName}`), retryable: false, gone: true };
    const atMs = this.clock.nowMs();
    const invocation = { functionName, path, body: JSON.parse(body) as FunctionInvocation, atMs };
    this.invocations.push(invocation);
    const answer = this.answerTo(invocation, timeoutMs);
    const result = await this.running.whileRunning(functionName, answer);
    return result.kind === 'answered' ? cut(result, Math.min(this.limits.maxAnswerBytes, maxBytes), maxBytes) : result;
  }

  /** What is late was given up by then; the function runs to its end all the same. */
  private answerTo(invocation: Invocation, timeoutMs: number): Promise<InvocationResult> {
    const latencyMs = typeof this.latencyMs === 'number' ? this.latencyMs : this.latencyMs(invocation);
    return new Promise((resolve) => {
      this.clock.after(latencyMs, () => resolve(this.script(invocation)));
      if (latencyMs > timeoutMs) this.clock.after(timeoutMs, () => resolve(late(invocation.functionName, timeoutMs)));
    });
  }
}

/** Whoever said how much is wanted gets that much; all others asked for the whole. */
function cut(answer: Answered, limitBytes: number, wantedBytes: number): InvocationResult {
  const bytes = Buffer.from(answer.body);
  if (bytes.length <= limitBytes) return answer;
  if (wantedBytes === Infinity)
    return { kind: 'function_error', message: `the answer is larger than ${limitBytes} bytes` };
  const kept = bytes.subarray(0, limitBytes);
  return { ...answer, body: utf8Text(kept) ?? kept, cutAtBytes: limitBytes };
}

const late = (functionName: string, timeoutMs: number): InvocationResult => ({
  kind: 'timeout',
  message: `${functionName} did not answer within ${Math.round(timeoutMs)} ms`,
});

const notRun = (code: string, message: string) => ({ kind: 'unavailable', code, message, retryable: true }) as const;
