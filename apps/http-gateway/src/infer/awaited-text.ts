import type { Clock } from '@harmonybatch/ports';

/** The text of one outcome, which comes, is given up after a time, or is wanted by nobody any more. */
export class AwaitedText {
  readonly text: Promise<string | null>;
  private received = false;
  private settle!: (text: string | null) => void;
  private readonly ending = new AbortController();

  constructor(clock: Pick<Clock, 'after'>, waitMs: number, gone: AbortSignal) {
    this.text = new Promise((resolve) => (this.settle = resolve));
    const timer = clock.after(waitMs, this.giveUp);
    gone.addEventListener('abort', this.giveUp);
    this.onEnd(() => {
      timer.cancel();
      gone.removeEventListener('abort', this.giveUp);
    });
    if (gone.aborted) this.giveUp();
  }

  /** Aborted as soon as it came or is not waited for any more. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Calls back when it ends, at once where it has. */
  onEnd(call: () => void): void {
    if (this.ended.aborted) call();
    else this.ended.addEventListener('abort', call, { once: true });
  }

  /** Whether it came: then its request was written, whatever is known of that otherwise. */
  get isReceived(): boolean {
    return this.received;
  }

  receive(text: string): void {
    this.received = !this.ended.aborted;
    this.end(text);
  }

  readonly giveUp = (): void => this.end(null);

  private end(text: string | null): void {
    this.settle(text);
    this.ending.abort();
  }
}
