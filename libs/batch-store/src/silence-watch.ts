interface Asked {
  readonly reject: (error: Error) => void;
}

/**
 * Notices that a server answers nothing at all while it is asked, and then gives up everything that is under way at once. An
 * answer that has arrived counts, though this process was too busy to read it: the sockets are read once more before.
 */
export class SilenceWatch {
  private readonly underWay = new Set<Asked>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly silentAfterMs: number,
    private readonly onSilence: (error: Error) => void,
  ) {}

  /** The result of `work`; a rejection when the server fell silent before. */
  async watch<T>(work: Promise<T>): Promise<T> {
    let asked: Asked | undefined;
    const given = new Promise<never>((_resolve, reject) => this.underWay.add((asked = { reject })));
    if (this.timer === null) this.begin();
    try {
      return await Promise.race([work, given]);
    } finally {
      this.underWay.delete(asked!);
      this.answered();
    }
  }

  /** Gives up what is under way. */
  forget(error: Error): void {
    for (const { reject } of this.underWay) reject(error);
    this.underWay.clear();
    this.end();
  }

  end(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private begin(): void {
    const timer = setTimeout(() => setImmediate(() => this.over(timer)), this.silentAfterMs);
    this.timer = timer;
  }

  private answered(): void {
    this.end();
    if (this.underWay.size > 0) this.begin();
  }

  private over(timer: NodeJS.Timeout): void {
    if (timer === this.timer) this.onSilence(new Error(`no answer in ${this.silentAfterMs} ms`));
  }
}
