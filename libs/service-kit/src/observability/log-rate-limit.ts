/** Lines of one message a second; what is beyond is counted. */
const maxLines = 20;
const intervalMs = 1_000;
/** Distinct messages: they are fixed texts, so there are few. */
const maxMessages = 1_000;

interface LogWindow {
  sinceMs: number;
  lines: number;
  suppressed: number;
}

/** Bounds how often a message is logged: when a backend fails, every batch under way has the same to say several times a second. */
export class LogRateLimit {
  private readonly windows = new Map<string, LogWindow>();

  /** @param nowMs monotonic time, ms */
  constructor(private readonly nowMs: () => number) {}

  /** How many lines of this message were left out since the last one, or null where this one is to be left out too. */
  admit(message: string): number | null {
    const nowMs = this.nowMs();
    let spent = this.windows.get(message);
    if (spent === undefined) {
      if (this.windows.size >= maxMessages) this.windows.clear();
      spent = { sinceMs: nowMs, lines: 0, suppressed: 0 };
      this.windows.set(message, spent);
    }
    if (nowMs - spent.sinceMs >= intervalMs) Object.assign(spent, { sinceMs: nowMs, lines: 0 });
    if (spent.lines === maxLines) {
      spent.suppressed += 1;
      return null;
    }
    spent.lines += 1;
    const { suppressed } = spent;
    spent.suppressed = 0;
    return suppressed;
  }
}
