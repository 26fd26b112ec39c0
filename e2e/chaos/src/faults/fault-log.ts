import type { FaultWindow } from './fault';

/** What is hurt is given so long after its recovery to work off what waited, ms. */
export const aftermathMs = 10_000;

/** A clock that is wrong is to hurt nobody: nothing is put down to it. */
const isCause = ({ kind }: FaultWindow): boolean => kind !== 'clock';

/** The faults that were done, and the windows of time in which anything is put down to them. */
export class FaultLog {
  private readonly windows: FaultWindow[] = [];

  /** A fault begins; call what is returned when it is over, with more to say about it or nothing. */
  begin(kind: FaultWindow['kind'], target: string, note = ''): (more?: string) => void {
    const window = { kind, target, startMs: Date.now(), recoveredMs: Infinity, note };
    this.windows.push(window);
    return (more) => {
      window.recoveredMs = Date.now();
      if (more) window.note = [window.note, more].filter((text) => text !== '').join(', ');
    };
  }

  all(): readonly FaultWindow[] {
    return this.windows;
  }

  /** Faults whose window, its aftermath included, shares a moment with this span; the latest first. */
  during(fromMs: number, toMs: number): FaultWindow[] {
    return this.windows
      .filter(isCause)
      .filter(({ startMs, recoveredMs }) => startMs <= toMs && recoveredMs + aftermathMs >= fromMs)
      .sort((a, b) => b.startMs - a.startMs);
  }

  /** Spans that no window touches are calm. Windows are merged, so that asking is quick. */
  calm(): (fromMs: number, toMs: number) => boolean {
    const spans = mergedSpans(this.windows.filter(isCause));
    return (fromMs, toMs) => {
      let low = 0;
      let high = spans.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((spans[middle]?.[1] ?? 0) < fromMs) low = middle + 1;
        else high = middle;
      }
      return (spans[low]?.[0] ?? Infinity) > toMs;
    };
  }
}

function mergedSpans(windows: readonly FaultWindow[]): [number, number][] {
  const spans = windows.map(({ startMs, recoveredMs }): [number, number] => [startMs, recoveredMs + aftermathMs]);
  spans.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const span of spans) {
    const last = merged[merged.length - 1];
    if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1]);
    else merged.push(span);
  }
  return merged;
}
