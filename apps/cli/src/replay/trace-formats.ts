import { Refusal } from '../refusal';
import type { Cell, Row } from './trace-cells';

/** What a trace may look like, for messages. */
export const traceForms =
  'Write requests per minute, comma-separated or one per line; rows of minute,count; one row of the Azure Functions 2019 trace; ' +
  'or one function of the Huawei traces.';

const azureHead = ['hashowner', 'hashapp', 'hashfunction', 'trigger'];
const huaweiHead = ['day', 'time'];
const minuteNames = /^(minute|minutes|time|timestamp|index)?$/;
const countNames = /^(count|counts|requests|invocations|value)$/;

const lower = ({ cells }: Row): string[] => cells.map(({ text }) => text.toLowerCase());
const begins = (head: readonly string[], names: readonly string[]): boolean =>
  names.every((name, at) => head[at] === name);

/** The cells that are counts of one minute each, in order, whichever format the rows have. @throws Refusal that names it */
export function minutesOf(rows: readonly Row[], name: string): readonly Cell[] {
  const head = rows[0] === undefined ? [] : lower(rows[0]);
  if (begins(head, azureHead)) return azureMinutes(rows.slice(1), name);
  if (begins(head, huaweiHead)) return huaweiMinutes(rows, name);
  if (head.length === 2 && minuteNames.test(head[0] ?? '') && countNames.test(head[1] ?? '')) {
    return numberedMinutes(rows.slice(1), name);
  }
  if (isAzureRow(rows[0])) return azureMinutes(rows, name);
  if (rows.length > 1 && rows.every(({ cells, goesOn }) => cells.length === 2 && !goesOn)) {
    return numberedMinutes(rows, name);
  }
  return listedMinutes(rows, name);
}

/** Hashes of owner, app and function, and the trigger, before the counts. */
const isAzureRow = (row: Row | undefined): boolean =>
  row !== undefined &&
  row.cells.length > azureHead.length &&
  row.cells.slice(0, 3).every(({ text }) => /^[0-9a-f]{16,}$/i.test(text));

function azureMinutes(rows: readonly Row[], name: string): readonly Cell[] {
  const [row] = rows;
  if (row !== undefined && rows.length === 1) return row.cells.slice(azureHead.length);
  throw new Refusal(
    `${name} is a trace of Azure Functions with ${rows.length} functions; a trace is of one app.`,
    [],
    'Keep the head and the row of one function: (head -1 FILE; grep HASHFUNCTION FILE) > app.csv',
  );
}

function huaweiMinutes([head, ...rows]: readonly Row[], name: string): readonly Cell[] {
  const functions = (head?.cells.length ?? 0) - huaweiHead.length;
  if (functions === 1) {
    return rows.map(({ cells }, at) => cells[huaweiHead.length] ?? { text: '', at: `line ${at + 2}, cell 3` });
  }
  throw new Refusal(
    `${name} is a Huawei trace with ${functions} functions; a trace is of one app.`,
    [],
    'Keep the columns day, time and that of one function: cut -d, -f1,2,3 FILE > app.csv',
  );
}

/** Rows of minute and count; the minutes follow each other, from 0 or 1 or any other. */
function numberedMinutes(rows: readonly Row[], name: string): readonly Cell[] {
  const first = Number(rows[0]?.cells[0]?.text);
  return rows.map(({ cells: [minute, requests, ...more] }, index) => {
    if (minute === undefined || requests === undefined || more.length > 0) {
      throw new Refusal(`${name}, line ${index + 1} is not a row of minute and count.`, [], traceForms);
    }
    if (Number.isInteger(first) && /^\d+$/.test(minute.text) && Number(minute.text) === first + index) return requests;
    throw new Refusal(
      `${name}, ${minute.at}: rows of two cells are taken for minute and count, and "${minute.text.slice(0, 40)}" does not follow the minute before it.`,
      [],
      'Write every minute, also those with 0.',
    );
  });
}

/** One list of counts: in one line, one per line, or in lines that go on behind a separator. */
function listedMinutes(rows: readonly Row[], name: string): readonly Cell[] {
  const goesOn = rows.slice(0, -1).every((row) => row.goesOn);
  const onePerLine = rows.every(({ cells }) => cells.length === 1);
  if (goesOn || onePerLine) return rows.flatMap(({ cells }) => cells);
  throw new Refusal(`${name} has several rows of several cells, which could be anything.`, [], traceForms);
}
