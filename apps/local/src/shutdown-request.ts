/** What Ctrl-C does: the first asks to end, the second ends. */
export class ShutdownRequest {
  private requested = false;
  private readonly requestedOnce: Promise<void>;
  private resolve: () => void = () => undefined;

  constructor(private readonly killNow: () => void) {
    this.requestedOnce = new Promise((resolve) => (this.resolve = resolve));
  }

  /** Hears signals of the terminal and of a supervisor alike. */
  watch(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.request());
  }

  get isRequested(): boolean {
    return this.requested;
  }

  /** Resolves when the end is asked for. */
  get whenRequested(): Promise<void> {
    return this.requestedOnce;
  }

  /** Asks to end; asked again, ends at once. */
  request(): void {
    if (this.requested) this.killNow();
    this.requested = true;
    this.resolve();
  }
}
