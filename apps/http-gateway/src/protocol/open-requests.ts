import { Refusal } from './refusal';

const retryAfterMs = 1_000;

/** The calls that are open: no more than so many, and none once it is stopped. */
export class OpenRequests {
  private open = 0;
  private stopped = false;
  private tellIdle: () => void = () => undefined;

  constructor(private readonly max: number) {}

  get count(): number {
    return this.open;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** Takes a place; what it returns gives it back, once. @throws Refusal where there is none */
  take(): () => void {
    if (this.stopped) throw stopping;
    if (this.open >= this.max) throw full(this.max);
    this.open += 1;
    let isTaken = true;
    return () => {
      if (isTaken) this.open -= 1;
      isTaken = false;
      if (this.open === 0) this.tellIdle();
    };
  }

  /** Takes no more, and resolves when all that are open have ended. */
  stop(): Promise<void> {
    this.stopped = true;
    return new Promise((resolve) => {
      this.tellIdle = resolve;
      if (this.open === 0) resolve();
    });
  }
}

const stopping = new Refusal(503, {
  code: 'stopping',
  message: 'this gateway is about to end',
  hint: 'Send it again: another replica answers.',
  retryAfterMs,
});

const full = (max: number): Refusal =>
  new Refusal(429, {
    code: 'overloaded',
    message: `${max} requests are open, as many as this gateway takes`,
    hint: 'Retry with growing pauses, or run more replicas.',
    retryAfterMs,
  });
