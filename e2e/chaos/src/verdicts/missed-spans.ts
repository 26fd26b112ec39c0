/** Requests that were not answered `ok` within their SLO, by when they were sent. */
export interface MissedSpan {
  /** Begin of the span, epoch ms. */
  readonly fromMs: number;
  readonly missed: number;
}

/** Length of a span, ms. */
export const spanMs = 10_000;

/** Counts misses by span, so that a report can say where to look in the logs. */
export class MissedSpans {
  private readonly counts = new Map<number, number>();

  add(sentAtMs: number): void {
    const span = Math.floor(sentAtMs / spanMs);
    this.counts.set(span, (this.counts.get(span) ?? 0) + 1);
  }

  /** The spans with the most misses, the worst first. */
  worst(max: number): MissedSpan[] {
    const spans = [...this.counts].map(([span, missed]) => ({ fromMs: span * spanMs, missed }));
    return spans.sort((a, b) => b.missed - a.missed || a.fromMs - b.fromMs).slice(0, max);
  }
}
