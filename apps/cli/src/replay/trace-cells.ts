import { Refusal } from '../refusal';

/** One cell of a file of comma-separated values, and where a person finds it. */
export interface Cell {
  readonly text: string;
  /** `line 2, cell 5`; both count from 1. */
  readonly at: string;
}

const cellPattern = /\s*(?:"((?:[^"]|"")*)"|((?!")[^,;\t]*?))\s*([,;\t]|$)/y;

/** Cells of one line, separated by commas, semicolons or tabs, in double quotes or not; one separator may end the line. */
function cellsOfLine(line: string, lineNumber: number, name: string): Cell[] {
  const cells: Cell[] = [];
  cellPattern.lastIndex = 0;
  for (;;) {
    const at = `line ${lineNumber}, cell ${cells.length + 1}`;
    const match = cellPattern.exec(line);
    if (match === null) throw new Refusal(`${name}, ${at}: a quote is not closed where the cell ends.`);
    const [, quoted, plain = '', separator] = match;
    cells.push({ text: quoted === undefined ? plain : quoted.replaceAll('""', '"').trim(), at });
    if (separator === '' || cellPattern.lastIndex === line.length) return cells;
  }
}

/** A line of cells; `goesOn` where a separator ends it, so that the next line belongs to it. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly goesOn: boolean;
}

/** The rows of a text; empty lines at its end are none. @throws Refusal where a line between others is empty */
export function rowsOf(text: string, name: string): Row[] {
  const lines = text.trimEnd().split(/\r\n|\n|\r/);
  if (text.trim() === '') return [];
  return lines.map((line, index) => {
    if (line.trim() === '') throw new Refusal(`${name}, line ${index + 1} is empty; write 0 where nothing was sent.`);
    return { cells: cellsOfLine(line, index + 1, name), goesOn: /[,;\t]\s*$/.test(line) };
  });
}
