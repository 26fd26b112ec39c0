import { cpSync, writeFileSync } from 'node:fs';
import { GuardedProcess } from '@harmonybatch/local-backends';
import { tableLines } from '../report/table';
import { thisMachine } from '../report/machine';
import { startBackends } from '../system/backends';
import type { Findings } from './judgement/findings';
import { readOptions, UsageError, type TrialOptions } from './options';
import { reportText } from './report';
import { trials } from './scenarios';

const exitCodes = { ok: 0, broken: 1, usage: 2, fault: 3 } as const;

const usage = [
  'usage: npm run trials -- NAME… [options]',
  '',
  'Starts Kafka, Redis, all services and a strict emulator of Function Compute on this machine, lets requests flow, does one',
  'thing, and judges from the log of outcomes and the logs of the services. Exits with 0 only if every promise held.',
  '',
  ...tableLines(
    ['NAME', 'minutes', ''],
    Object.entries(trials).map(([name, { minutes, about }]) => [name, minutes, `  ${about}`]),
  ),
  '',
  '  --minutes N     longer or shorter traffic, where a trial has a length of its own to choose (way-reserve)',
  '  --seed N        of arrivals                                        [1]',
  '  --traces A,B    requests per minute of each app, CSV (way-reserve)',
  '  --json FILE     writes what was found',
  '  --keep DIR      keeps the logs of all processes there',
  '',
].join('\n');

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A Kafka and a Redis of its own for each. */
async function runOne(name: string, options: TrialOptions): Promise<Findings> {
  const backends = await startBackends(() => undefined);
  try {
    return await trials[name]!.run({ backends, options, say: (text) => say(`  … ${text}`) });
  } finally {
    if (options.keepFolder !== undefined)
      cpSync(backends.folder, options.keepFolder, { recursive: true, filter: (file) => !/(kafka|redis)$/.test(file) });
    await backends.stop();
  }
}

async function runAll(options: TrialOptions): Promise<number> {
  const { cores, memoryGb, node } = thisMachine();
  const found: Record<string, Findings> = {};
  for (const name of options.names) {
    say(`${name}: ${trials[name]!.about}`);
    found[name] = await runOne(name, options);
    say(`\n${reportText(found[name])}\n`);
  }
  const report = { machine: { cores, memoryGb, node }, seed: options.seed, trials: found };
  if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, `${JSON.stringify(report, null, 1)}\n`);
  const allHold = Object.values(found).every(({ verdicts }) => verdicts.every(({ holds }) => holds));
  return allHold ? exitCodes.ok : exitCodes.broken;
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2), Object.keys(trials));
    if (!options.help && options.names.length > 0) return await runAll(options);
    say(usage);
    return options.help ? exitCodes.ok : exitCodes.usage;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`${isUsage ? error.message : String((error as Error).stack ?? error)}\n`);
    return isUsage ? exitCodes.usage : exitCodes.fault;
  } finally {
    await GuardedProcess.killAll();
  }
}

void main().then((code) => process.exit(code));
