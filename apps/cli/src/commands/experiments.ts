import {
  evaluatedModels,
  evaluatedSettings,
  experiments as knownExperiments,
  runExperiments,
  writeReport,
  type EvaluationContext,
} from '@harmonybatch/evaluation';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { json } from '../options/common-options';
import { parseAssignments, parseWhole, type Assignment } from '../options/option-values';
import { pick } from '../options/planning-options';
import { plural } from '../render/figures';
import { Refusal } from '../refusal';
import { readTrace } from '../replay/trace';

interface ExperimentsOptions {
  readonly out: string;
  readonly only?: string;
  readonly models?: string;
  readonly instances: number;
  readonly requests: number;
  readonly seed: number;
  readonly trace?: readonly Assignment[];
  readonly json?: boolean;
}

/** `harmonybatch experiments`. */
export function addExperiments(program: Command, context: CommandContext): void {
  program
    .command('experiments')
    .description("reproduce the paper's evaluation and what goes beyond it: one HTML page, JSON and CSV")
    .option('--out <folder>', 'where the report goes', 'evaluation')
    .option('--only <names>', 'experiments, comma-separated (default: all)')
    .option('--models <names>', 'models, comma-separated (default: all four)')
    .option('--instances <n>', 'random instances a model', parseWhole(1, 10_000), 30)
    .option('--requests <n>', 'requests that each of them simulates, about', parseWhole(100, 10_000_000), 3_000)
    .option('--seed <n>', 'seed of instances and arrivals', parseWhole(0, 2 ** 32 - 1), 20_261)
    .option('--trace <app=file>', 'requests per minute of APP, CSV, for the experiment on traces', parseAssignments)
    .option(...json)
    .addHelpText('after', `\nExperiments: ${Object.keys(knownExperiments).join(', ')}.`)
    .action((options: ExperimentsOptions) => experiments(options, context));
}

const title = 'HarmonyBatch: the evaluation';

/** Runs the evaluation and writes its report into a folder. */
async function experiments(options: ExperimentsOptions, { terminal }: CommandContext): Promise<void> {
  const names =
    options.only === undefined ? Object.keys(knownExperiments) : listed(options.only, knownExperiments, '--only');
  const context = contextOf(options, (message) =>
    terminal.err(terminal.live ? `\r\u001b[K  ${message}` : `${message}\n`),
  );
  const startMs = performance.now();
  const done = await runExperiments(context, names);
  if (terminal.live) terminal.err('\r\u001b[K');
  const page = written(options.out, context, done);
  const seconds = Math.round((performance.now() - startMs) / 1000);
  if (options.json) return printJson(terminal, { page, seconds, experiments: done });
  terminal.out(
    `${plural(done.length, 'experiment')} in ${seconds} s: ${page}, with the numbers in results.json and csv/.\n`,
  );
}

function written(folder: string, context: EvaluationContext, done: Awaited<ReturnType<typeof runExperiments>>): string {
  const { instances, requests, seed, models } = context;
  const introduction = [
    `Models ${models.map(({ name }) => name).join(', ')}; strategies batch, mbs, harmony (the published method) and exact (this project's). Random instances: ${instances} a model with about ${requests} requests each, seed ${seed}. Costs are never shown without the SLO violations at which they were had.`,
    'Latencies come from the coefficients that were published with the prototype; functions are simulated from them.',
  ];
  try {
    return writeReport(folder, title, introduction, done);
  } catch (error) {
    throw new Refusal(
      `The report cannot be written to ${folder}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function contextOf(options: ExperimentsOptions, onProgress: (message: string) => void): EvaluationContext {
  const byName = Object.fromEntries(evaluatedModels.map((model) => [model.name, model]));
  const models = options.models === undefined ? Object.keys(byName) : listed(options.models, byName, '--models');
  return {
    models: models.map((name) => byName[name]!),
    settings: evaluatedSettings,
    instances: options.instances,
    requests: options.requests,
    seed: options.seed,
    traces: Object.fromEntries((options.trace ?? []).map(([app, file]) => [app, readTrace(file)])),
    onProgress,
  };
}

function listed(text: string, record: Readonly<Record<string, unknown>>, option: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) pick(record, name, option);
  return names;
}
