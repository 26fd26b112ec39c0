/** What Ctrl-C does: the first asks to end, the second ends. */
export class Ending {
  private asked = false;
  private readonly askedOnce: Promise<void>;
  private tell: () => void = () => undefined;

  constructor(private readonly atOnce: () => void) {
    this.askedOnce = new Promise((resolve) => (this.tell = resolve));
  }

  /** Hears signals of the terminal and of a supervisor alike. */
  watch(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.ask());
  }

  get isAsked(): boolean {
    return this.asked;
  }

  /** Resolves when the end is asked for. */
  get wished(): Promise<void> {
    return this.askedOnce;
  }

  /** Asks to end; asked again, ends at once. */
  ask(): void {
    if (this.asked) this.atOnce();
    this.asked = true;
    this.tell();
  }
}
