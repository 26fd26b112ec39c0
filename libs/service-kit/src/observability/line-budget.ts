/** Lines of one message a second; what is beyond is counted. */
const mostLines = 20;
const intervalMs = 1_000;
/** Distinct messages: they are fixed texts, so there are few. */
const mostMessages = 1_000;

interface Spent {
  sinceMs: number;
  lines: number;
  leftOut: number;
}

/** Bounds how often a message is logged: when a backend fails, every batch under way has the same to say several times a second. */
export class LineBudget {
  private readonly spent = new Map<string, Spent>();

  /** @param nowMs monotonic time, ms */
  constructor(private readonly nowMs: () => number) {}

  /** How many lines of this message were left out since the last one, or null where this one is to be left out too. */
  admit(message: string): number | null {
    const nowMs = this.nowMs();
    let spent = this.spent.get(message);
    if (spent === undefined) {
      if (this.spent.size >= mostMessages) this.spent.clear();
      spent = { sinceMs: nowMs, lines: 0, leftOut: 0 };
      this.spent.set(message, spent);
    }
    if (nowMs - spent.sinceMs >= intervalMs) Object.assign(spent, { sinceMs: nowMs, lines: 0 });
    if (spent.lines === mostLines) {
      spent.leftOut += 1;
      return null;
    }
    spent.lines += 1;
    const { leftOut } = spent;
    spent.leftOut = 0;
    return leftOut;
  }
}
