import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Experiment, Table } from './experiment';
import { htmlReport } from './html';

/**
 * Writes `report.html`, `results.json` and `csv/<experiment>-<table>.csv` into a folder, which is made if it is not there.
 * @returns the page's path.
 * @throws the file system's error where it cannot be written to.
 */
export function writeReport(
  folder: string,
  title: string,
  introduction: readonly string[],
  experiments: readonly Experiment[],
): string {
  mkdirSync(join(folder, 'csv'), { recursive: true });
  for (const { id, tables } of experiments) {
    for (const table of tables) writeFileSync(join(folder, 'csv', `${id}-${table.id}.csv`), csvOf(table));
  }
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify({ title, introduction, experiments }, null, 2)}\n`);
  const page = join(folder, 'report.html');
  writeFileSync(page, htmlReport(title, introduction, experiments));
  return page;
}

/** A table as CSV (RFC 4180): a cell with a comma, a quote or a line break is quoted; null is empty. */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
