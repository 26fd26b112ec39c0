import { randomUUID } from 'node:crypto';
import { limits } from '@harmonybatch/contracts';
import { defaultBackoff, pauseBeforeRepeat, type BackoffOptions } from './backoff';
import { Call } from './call';
import type { InferenceAnswer, InferenceClient, InferenceRequest, InferOptions, SendOptions } from './inference-client';
import { InferenceError } from './inference-error';
import type { Transport } from './transport';
import { writeRequest, type WrittenRequest } from './written-request';

/** How a client sends, whatever the way. */
export interface ClientOptions extends Partial<BackoffOptions> {
  /** Requests that are open at a time; one more is refused as `too_many_open`. 1,000 where absent. */
  readonly maxOpenRequests?: number;
}

const defaultMaxOpenRequests = 1_000;

/** Sends requests by a transport: limits, deadlines, repeats. */
export class RepeatingClient implements InferenceClient {
  private readonly calls = new Set<Call>();
  private readonly backoff: BackoffOptions;
  private readonly maxOpenRequests: number;
  private closing: Promise<void> | null = null;

  /** @param random uniform in [0, 1) */
  constructor(
    private readonly transport: Transport,
    { maxOpenRequests = defaultMaxOpenRequests, ...backoff }: ClientOptions = {},
    private readonly random: () => number = Math.random,
  ) {
    this.maxOpenRequests = maxOpenRequests;
    this.backoff = { ...defaultBackoff, ...backoff };
  }

  async open(options: SendOptions = {}): Promise<void> {
    const call = this.begin(options, (timeoutMs) => this.unreachable(timeoutMs));
    await this.within(call, () => this.transport.open(call.signal));
  }

  async infer(request: InferenceRequest, options: InferOptions = {}): Promise<InferenceAnswer> {
    const written = writeRequest(this.transport.app, request);
    const call = this.begin(options, (timeoutMs) => this.late(timeoutMs, written.id, 'answer'));
    return this.within(call, () => this.attempts(written, call, { ...this.backoff, ...given(options) }));
  }

  async send(request: InferenceRequest, options: SendOptions = {}): Promise<string> {
    const written = writeRequest(this.transport.app, request);
    const call = this.begin(options, (timeoutMs) => this.late(timeoutMs, written.id, 'acknowledgement'));
    await this.within(call, () => this.transport.send(written, call.signal));
    return written.id;
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    for (const call of this.calls) call.end(closed());
    await this.transport.close();
  }

  private begin(options: SendOptions, onTimeout: (timeoutMs: number) => InferenceError): Call {
    if (this.closing !== null) throw closed();
    if (this.calls.size >= this.maxOpenRequests)
      throw new InferenceError(
        'too_many_open',
        `${this.calls.size} requests are open, the most that this client may have`,
      );
    const call = new Call(options, onTimeout);
    this.calls.add(call);
    return call;
  }

  private async within<T>(call: Call, work: () => Promise<T>): Promise<T> {
    try {
      return await call.until(work());
    } finally {
      call.end();
      this.calls.delete(call);
    }
  }

  private async attempts(request: WrittenRequest, call: Call, backoff: BackoffOptions): Promise<InferenceAnswer> {
    let { id, sloMs } = request;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const received = await call.until(this.transport.infer({ ...request, id, sloMs }, call.signal));
        return { id, attempts: attempt, latencyMs: call.elapsedMs, ...received };
      } catch (error) {
        const leftMs = Math.min(call.timeoutMs, request.sloMs ?? Infinity) - call.elapsedMs;
        const pauseMs = this.pauseBefore(error, attempt, leftMs, backoff);
        if (pauseMs === null || call.signal.aborted) throw error;
        await call.pause(pauseMs);
        if (isOutcome(error)) id = idOfRepeat(request.id, attempt + 1);
        if (request.sloMs !== undefined) sloMs = request.sloMs - call.elapsedMs;
        if (sloMs !== undefined && sloMs <= 0) throw error;
      }
    }
  }

  private pauseBefore(error: unknown, attempt: number, leftMs: number, backoff: BackoffOptions): number | null {
    if (!(error instanceof InferenceError) || !error.retryable) return null;
    return pauseBeforeRepeat(backoff, attempt, leftMs, this.random, error.retryAfterMs);
  }

  /** A timeout because nothing comes through says so. */
  private late(timeoutMs: number, id: string, what: string): InferenceError {
    const { trouble } = this.transport;
    const because = trouble === null ? '' : `: ${trouble.message}`;
    return new InferenceError('timeout', `no ${what} within ${timeoutMs} ms${because}`, {
      id,
      cause: trouble ?? undefined,
    });
  }

  private unreachable(timeoutMs: number): InferenceError {
    const { trouble } = this.transport;
    const because = trouble === null ? '' : `: ${trouble.message}`;
    return new InferenceError('unreachable', `no connection within ${timeoutMs} ms${because}`, {
      cause: trouble ?? undefined,
    });
  }
}

/** What was answered has its outcome for good; of anything else it is not known whether it was written. */
const isOutcome = (error: unknown): boolean => error instanceof InferenceError && error.isOutcome;

/** Ids of repeats say of which request they are, where that fits. */
export function idOfRepeat(id: string, attempt: number): string {
  const next = `${id}~${attempt}`;
  return next.length <= limits.maxIdLength ? next : randomUUID();
}

const given = ({ maxAttempts }: InferOptions): Partial<BackoffOptions> =>
  maxAttempts === undefined ? {} : { maxAttempts };

const closed = (): InferenceError => new InferenceError('closed', 'the client is closed');
