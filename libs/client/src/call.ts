import type { SendOptions } from './inference-client';
import { InferenceError } from './inference-error';

const defaultTimeoutMs = 30_000;
const longestTimeoutMs = 86_400_000;

/** One call of a caller: until when it may take, and what ends it before. */
export class Call {
  private readonly ending = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly startMs = performance.now();
  readonly timeoutMs: number;

  /**
   * @param onTimeout says what to tell the caller when time is up
   * @throws InferenceError `invalid` of a timeout that is none, `aborted`
   */
  constructor(
    private readonly options: SendOptions,
    onTimeout: (timeoutMs: number) => InferenceError,
  ) {
    const { timeoutMs = defaultTimeoutMs, signal } = options;
    if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs))
      throw new InferenceError('invalid', `timeoutMs: above 0 and at most ${longestTimeoutMs} ms; got ${timeoutMs}`);
    if (signal?.aborted) throw aborted(signal);
    this.timeoutMs = timeoutMs;
    this.timer = setTimeout(() => this.end(onTimeout(timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Aborted when the call is over, with an InferenceError as reason where that is a fault. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  get elapsedMs(): number {
    return performance.now() - this.startMs;
  }

  /** What `work` brings, or the reason why the call ended before. */
  async until<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    let onEnd: () => void = () => undefined;
    const ended = new Promise<never>((_resolve, reject) => {
      onEnd = () => reject(signal.reason as Error);
      if (signal.aborted) onEnd();
      else signal.addEventListener('abort', onEnd, { once: true });
    });
    try {
      return await Promise.race([ended, work]);
    } finally {
      signal.removeEventListener('abort', onEnd);
    }
  }

  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.until(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the call; whatever waits for it rejects with `reason`. Idempotent. */
  end(reason?: InferenceError): void {
    clearTimeout(this.timer);
    this.options.signal?.removeEventListener('abort', this.onAbort);
    if (!this.signal.aborted) this.ending.abort(reason);
  }

  private readonly onAbort = (): void => this.end(aborted(this.options.signal!));
}

const aborted = ({ reason }: AbortSignal): InferenceError =>
  new InferenceError('aborted', 'it was aborted by its caller', { cause: reason });
