export type LogSource = 'stdout' | 'stderr' | 'platform';

export interface LogLine {
  readonly source: LogSource;
  readonly text: string;
}

const maxLineLength = 2_000;

/** The last lines that a container wrote, and those of the platform about it. Long lines are cut, old ones forgotten. */
export class LogTail {
  private lines: LogLine[] = [];
  private forgotten = 0;
  private readonly rest: Record<LogSource, string> = { stdout: '', stderr: '', platform: '' };

  /** @param maxLines lines that are kept */
  constructor(private readonly maxLines: number) {}

  /** How many lines there were so far; where `since` goes on from. */
  get count(): number {
    return this.forgotten + this.lines.length;
  }

  /** A piece of a stream, as it comes: lines may be spread over several. */
  write(source: LogSource, piece: string): void {
    const parts = (this.rest[source] + piece).split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) this.add(source, part);
    this.rest[source] = last.slice(0, maxLineLength);
  }

  /** One whole line. */
  add(source: LogSource, line: string): void {
    this.lines.push({ source, text: line.trimEnd().slice(0, maxLineLength) });
    if (this.lines.length < 2 * this.maxLines) return;
    this.forgotten += this.lines.length - this.maxLines;
    this.lines = this.lines.slice(-this.maxLines);
  }

  /** What came without an end of line counts as one now. */
  close(): void {
    for (const source of ['stdout', 'stderr'] as const) {
      if (this.rest[source] !== '') this.add(source, this.rest[source]);
      this.rest[source] = '';
    }
  }

  /** The last lines, at most `count`; of one source only where it is given. */
  last(count = this.maxLines, source?: LogSource): readonly LogLine[] {
    const kept = this.lines.slice(-this.maxLines);
    return (source === undefined ? kept : kept.filter((line) => line.source === source)).slice(-count);
  }

  /** The lines that came after the first `count`, as far as they are kept. */
  since(count: number): readonly LogLine[] {
    const kept = this.lines.slice(-this.maxLines);
    return kept.slice(Math.max(0, kept.length - (this.count - count)));
  }
}
