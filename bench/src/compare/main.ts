/** Says what one replica carries less, or more, than the figures that are kept. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableLines } from '../report/table';
import { root } from '../system/harmonybatch';
import { compared, hasMoved, isLess, tolerance, type Comparison, type DrainReport } from './moved';

const keptFile = join(root, 'bench', 'drain.json');
const exitCodes = { ok: 0, less: 1, usage: 2 } as const;
const percent = (share: number): string => `${share > 0 ? '+' : ''}${Math.round(100 * share)} %`;

const usage = `usage: npm run bench:compare -- FILE [KEPT]

Holds a report of "npm run bench -- drain --json FILE" against the kept one (bench/drain.json): what each service carries on a
core, as a share of what bare kafkajs carried in the same run. Says what moved by more than ${100 * tolerance} %.

Exit status: 0 where nothing carries less, 1 where something does, 2 where a file cannot be read.
`;

function readReport(file: string): DrainReport {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<DrainReport>;
  if (report.figures?.drain === undefined) throw new Error(`${file} has no figures of a drain`);
  if (report.quick !== false) throw new Error(`${file} is of a quick run: its figures cannot be compared`);
  return { quick: false, figures: report.figures };
}

const rowOf = (one: Comparison): (string | number)[] => [
  one.name,
  one.kept ?? '–',
  one.now ?? '–',
  one.moved === null ? '' : percent(one.moved),
  hasMoved(one) ? '*' : '',
];

function main([file, kept = keptFile]: readonly string[]): number {
  if (file === undefined || file === '--help') {
    process.stdout.write(usage);
    return file === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const comparisons = compared(readReport(kept), readReport(file));
  process.stdout.write(
    `${tableLines(['of kafkajs', 'kept', 'now', 'moved', ''], comparisons.map(rowOf)).join('\n')}\n`,
  );
  return comparisons.some(isLess) ? exitCodes.less : exitCodes.ok;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = exitCodes.usage;
}
