export type Cell = string | number;

const textOf = (cell: Cell): string => (typeof cell === 'number' ? String(cell) : cell);

/** Columns side by side: the first to the left, the others, which are numbers, to the right. */
export function tableLines(head: readonly Cell[], rows: readonly (readonly Cell[])[]): string[] {
  const all = [head, ...rows].map((row) => row.map(textOf));
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
