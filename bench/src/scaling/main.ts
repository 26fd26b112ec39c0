/** How much of scaling, rolling and killing replicas of each service the requests of apps notice. */
import { cpSync, writeFileSync } from 'node:fs';
import { GuardedProcess } from '@harmonybatch/local-backends';
import { thisMachine } from '../report/machine';
import { progressFrom } from '../report/progress';
import { startBackends } from '../system/backends';
import type { EventFigures } from './event-figures';
import { readOptions, usage, UsageError, type ScalingOptions } from './options';
import { faultsIn, reportLines } from './report';
import { ScalingRun } from './scaling-run';

const exitCodes = { ok: 0, noticed: 1, usage: 2, fault: 3 } as const;

const progress = progressFrom(performance.now());
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function measured(options: ScalingOptions): Promise<EventFigures[]> {
  const backends = await startBackends(progress);
  try {
    return await ScalingRun.play(backends, options, progress);
  } finally {
    if (options.keepFolder !== undefined)
      cpSync(backends.folder, options.keepFolder, {
        recursive: true,
        filter: (file) => !/\/(kafka|redis)$/.test(file),
      });
    await backends.stop();
  }
}

async function scaling(options: ScalingOptions): Promise<number> {
  const { cores, memoryGb, node } = thisMachine();
  say(`${cores} cores, ${memoryGb} GB, Node ${node}`);
  const figures = await measured(options);
  const faults = faultsIn(figures, options.leastShare);
  say(reportLines(figures).join('\n'));
  for (const fault of faults) say(`FAILS  ${fault}`);
  if (options.jsonFile !== undefined) {
    const { jsonFile, keepFolder: _keepFolder, help: _help, ...terms } = options;
    const report = { machine: { cores, memoryGb, node }, options: terms, figures, faults };
    writeFileSync(jsonFile, `${JSON.stringify(report, null, 1)}\n`);
  }
  return faults.length === 0 ? exitCodes.ok : exitCodes.noticed;
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) return await scaling(options);
    say(usage);
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
