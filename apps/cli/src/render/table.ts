import { stripVTControlCharacters } from 'node:util';
import type { Style } from './terminal';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows of finished cells; `'rule'` draws a line between two blocks of rows. */
export type Row = readonly string[] | 'rule';

/** Characters a cell takes on the screen: colours take none. */
export const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;

const indent = '  ';
const gap = 3;
const minGap = 2;
/** Narrower than this nothing can be read anyway. */
const minRoom = 20;

/**
 * A table with a bold head and thin rules, indented by two; ends with a newline. Where it is wider than the terminal, its
 * columns are folded: each row takes as many lines as needed, and the head shows which column stands in which line.
 */
export function renderTable(columns: readonly Column[], rows: readonly Row[], style: Style): string {
  const room = Math.max(minRoom, style.width - indent.length);
  const widths = columnWidths(columns, rows, room);
  const wide = [gap, minGap].find((between) => lineWidth(widths, between) <= room);
  const lines = wide === undefined ? foldedColumns(widths, room) : [widths.map((_, at) => at)];
  return new TableText(columns, widths, lines, wide ?? minGap, style).render(rows);
}

const lineWidth = (widths: readonly number[], between: number): number =>
  widths.reduce((sum, width) => sum + width, 0) + between * (widths.length - 1);

/** Widths of the columns as their cells need them, none wider than a line. */
function columnWidths(columns: readonly Column[], rows: readonly Row[], room: number): number[] {
  const cells = rows.filter((row): row is readonly string[] => row !== 'rule');
  return columns.map(({ title }, at) =>
    Math.min(room - minGap, Math.max(widthOf(title), ...cells.map((row) => widthOf(row[at] ?? '')))),
  );
}

/** Which columns share a line; those of all lines but the first stand two to the right. */
function foldedColumns(widths: readonly number[], room: number): number[][] {
  const lines: number[][] = [];
  let left = -1;
  widths.forEach((width, at) => {
    const line = lines.at(-1);
    if (line === undefined || left < minGap + width) {
      left = room - (lines.length === 0 ? 0 : minGap) - width;
      lines.push([at]);
    } else {
      left -= minGap + width;
      line.push(at);
    }
  });
  return lines;
}

/** Puts cells into place. */
class TableText {
  constructor(
    private readonly columns: readonly Column[],
    private readonly widths: readonly number[],
    private readonly lines: readonly (readonly number[])[],
    private readonly between: number,
    private readonly style: Style,
  ) {}

  render(rows: readonly Row[]): string {
    const titles = this.columns.map(({ title }) => title);
    const head = this.row(titles, this.style.bold);
    return head + this.rule() + rows.map((row) => (row === 'rule' ? this.rule() : this.row(row, asIs))).join('');
  }

  private rule(): string {
    const width = Math.max(
      ...this.lines.map(
        (line, at) =>
          this.offset(at) +
          lineWidth(
            line.map((one) => this.widths[one] ?? 0),
            this.between,
          ),
      ),
    );
    return `${indent}${this.style.dim('─'.repeat(width))}\n`;
  }

  private offset(line: number): number {
    return line === 0 ? 0 : minGap;
  }

  /** A row, or its lines that hold anything. */
  private row(cells: readonly string[], finish: (text: string) => string): string {
    return this.lines
      .filter((line, at) => at === 0 || line.some((one) => (cells[one] ?? '') !== ''))
      .map((line) => this.line(line, cells, finish))
      .join('');
  }

  /** Text that is longer than its column goes on below. */
  private line(line: readonly number[], cells: readonly string[], finish: (text: string) => string): string {
    const parts = line.map((at) => partsOf(cells[at] ?? '', this.widths[at] ?? 0));
    const height = Math.max(1, ...parts.map(({ length }) => length));
    const start = indent + ' '.repeat(this.offset(this.lines.indexOf(line)));
    return Array.from({ length: height }, (_, below) => {
      const texts = line.map((at, place) =>
        finish(pad(parts[place]?.[below] ?? '', this.widths[at] ?? 0, this.columns[at]?.align)),
      );
      return `${start}${texts.join(' '.repeat(this.between)).trimEnd()}\n`;
    }).join('');
  }
}

const asIs = (text: string): string => text;

/** Cut where the column ends; coloured cells are short and stay whole. */
function partsOf(text: string, width: number): string[] {
  const characters = [...text];
  if (characters.length <= width || text.includes('\u001b')) return [text];
  return Array.from({ length: Math.ceil(characters.length / width) }, (_, at) =>
    characters.slice(at * width, (at + 1) * width).join(''),
  );
}

const pad = (text: string, width: number, align: Column['align']): string => {
  const fill = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? fill + text : text + fill;
};
