/** What the console takes, of itself and of its page, while many apps send. */
import { writeFileSync } from 'node:fs';
import { GuardedProcess } from '@harmonybatch/local-backends';
import { thisMachine } from '../report/machine';
import { progressFrom } from '../report/progress';
import { rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import { startBackends } from '../system/backends';
import { ConsoleRun, type ConsoleFigures } from './console-run';
import type { MoneyFigures } from './money-figures';
import { readOptions, usage, UsageError, type ConsoleOptions } from './options';

const exitCodes = { ok: 0, usage: 2, fault: 3 } as const;
const progress = progressFrom(performance.now());
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function reportOf(figures: ConsoleFigures): string[] {
  const { apps, rateHz, seconds, firstPaintMs, figuresMs, pageHeapMb, consoleRssMb, pageErrors } = figures;
  const fromTo = ({ before, after }: { before: number; after: number }): string =>
    `${rounded(before, 1)} → ${rounded(after, 1)} MB`;
  return [
    `${apps} apps, ${rateHz} requests/s, ${seconds} s`,
    `first paint after ${rounded(firstPaintMs, 0)} ms, figures after ${rounded(figuresMs, 0)} ms`,
    `heap of the page ${fromTo(pageHeapMb)}, ${figures.pageNodes} elements, ${pageErrors.length} errors`,
    `memory of the console ${fromTo(consoleRssMb)}`,
    ...tableLines(
      ['process', '% of a core'],
      Object.entries(figures.corePercent).map(([name, percent]) => [name, rounded(percent, 1)]),
    ),
    ...moneyLines(figures.money),
    ...pageErrors.map((error) => `page: ${error}`),
  ];
}

const moneyLines = ({ currency, ...sums }: MoneyFigures): string[] =>
  Object.entries(sums).map(([name, amount]) => `${name}: ${amount} ${currency}`);

async function measure(options: ConsoleOptions): Promise<void> {
  const { cores, memoryGb, node } = thisMachine();
  say(`${cores} cores, ${memoryGb} GB, Node ${node}`);
  const backends = await startBackends(progress);
  try {
    const figures = await ConsoleRun.play(backends, options, progress);
    say(reportOf(figures).join('\n'));
    if (options.jsonFile !== undefined)
      writeFileSync(options.jsonFile, `${JSON.stringify({ machine: { cores, memoryGb, node }, figures }, null, 1)}\n`);
  } finally {
    await backends.stop();
  }
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help) say(usage);
    else await measure(options);
    return exitCodes.ok;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const text = isUsage ? `${error.message}; --help lists all options` : String((error as Error).stack ?? error);
    process.stderr.write(`${text}\n`);
    return isUsage ? exitCodes.usage : exitCodes.fault;
  } finally {
    await GuardedProcess.killAll();
  }
}

void main().then((code) => process.exit(code));
