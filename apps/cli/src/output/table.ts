import type { Style } from './terminal';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows of finished cells; `'rule'` draws a line between two blocks of rows. */
export type Row = readonly string[] | 'rule';

const colourCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Characters a cell takes on the screen: colours take none. */
export const widthOf = (text: string): number => [...text.replace(colourCode, '')].length;

const pad = (text: string, width: number, align: Column['align']): string => {
  const fill = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? fill + text : text + fill;
};

/** A table with a bold head and thin rules, indented by two; ends with a newline. */
export function renderTable(columns: readonly Column[], rows: readonly Row[], style: Style): string {
  const cells = rows.filter((row): row is readonly string[] => row !== 'rule');
  const widths = columns.map((column, at) =>
    Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row[at] ?? ''))),
  );
  const line = (row: readonly string[], finish: (text: string) => string): string =>
    `  ${columns
      .map((column, at) => finish(pad(row[at] ?? '', widths[at] ?? 0, column.align)))
      .join('   ')
      .trimEnd()}\n`;
  const rule = `  ${style.dim(widths.map((width) => '─'.repeat(width)).join('───'))}\n`;
  const head = line(
    columns.map((column) => column.title),
    style.bold,
  );
  return head + rule + rows.map((row) => (row === 'rule' ? rule : line(row, (text) => text))).join('');
}
