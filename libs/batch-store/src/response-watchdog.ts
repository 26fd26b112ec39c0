interface PendingCall {
  readonly reject: (error: Error) => void;
}

/**
 * Notices that a server answers nothing at all while it is asked, and then gives up everything that is under way at once. An
 * answer that has arrived counts, though this process was too busy to read it: the sockets are read once more before.
 */
export class ResponseWatchdog {
  private readonly inFlight = new Set<PendingCall>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly timeoutMs: number,
    private readonly onTimedOut: (error: Error) => void,
  ) {}

  /** The result of `work`; a rejection when the server fell silent before. */
  async watch<T>(work: Promise<T>): Promise<T> {
    let asked: PendingCall | undefined;
    const given = new Promise<never>((_resolve, reject) => this.inFlight.add((asked = { reject })));
    if (this.timer === null) this.arm();
    try {
      return await Promise.race([work, given]);
    } finally {
      this.inFlight.delete(asked!);
      this.onResponse();
    }
  }

  /** Gives up what is under way. */
  abort(error: Error): void {
    for (const { reject } of this.inFlight) reject(error);
    this.inFlight.clear();
    this.stop();
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private arm(): void {
    const timer = setTimeout(() => setImmediate(() => this.onTimeout(timer)), this.timeoutMs);
    this.timer = timer;
  }

  private onResponse(): void {
    this.stop();
    if (this.inFlight.size > 0) this.arm();
  }

  private onTimeout(timer: NodeJS.Timeout): void {
    if (timer === this.timer) this.onTimedOut(new Error(`no answer in ${this.timeoutMs} ms`));
  }
}
