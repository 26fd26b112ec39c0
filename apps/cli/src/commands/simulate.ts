import { strategies } from '@harmonybatch/planning';
import {
  simulate,
  InvalidSimulationError,
  usualHops,
  type Hops,
  type SimulationInput,
  type SimulationReport,
  type Traffic,
} from '@harmonybatch/simulation';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { duration, json, planFileFields } from '../options/common-options';
import {
  parseAssignments,
  parseDurationSeconds,
  parsePositive,
  parseWhole,
  type Assignment,
} from '../options/option-values';
import { pick, platformOf, withPlatform, type PlatformOptions } from '../options/planning-options';
import { oneModelOf, readPlanFile } from '../plan-file/plan-file';
import type { PlanTask } from '../plan-file/plan-task';
import { Refusal } from '../refusal';
import { renderComparison, type StrategyRun } from '../render/comparison-table';
import { readTrace } from '../replay/trace';

export interface SimulateOptions extends PlatformOptions {
  /** Names, comma-separated. */
  readonly strategy: string;
  /** Which model of the file; needed where it has several. */
  readonly model?: string;
  readonly slo?: readonly Assignment[];
  readonly rate?: readonly Assignment[];
  readonly trace?: readonly Assignment[];
  readonly bursty?: number;
  /** Seconds. */
  readonly duration?: number;
  readonly warmUp: number;
  readonly seed: number;
  readonly emulated?: boolean;
  readonly fixed?: boolean;
  readonly hop?: readonly Assignment[];
  readonly sizeAware?: boolean;
  readonly json?: boolean;
}

/** `harmonybatch simulate`. */
export function addSimulate(program: Command, context: CommandContext): void {
  withPlatform(program.command('simulate'))
    .description('run the apps in FILE through the whole pipeline on a virtual clock, strategies side by side')
    .argument('<file>', planFileFields)
    .option('--strategy <names>', 'strategies, comma-separated', Object.keys(strategies).join(','))
    .option('--model <name>', 'which model of FILE, where it has several')
    .option('--slo <app=ms>', 'what if the SLO of APP were this; may be repeated', parseAssignments)
    .option('--rate <app=hz>', 'what if APP sent so many requests per second; may be repeated', parseAssignments)
    .option('--trace <app=file>', 'requests per minute of APP, CSV; other apps send nothing', parseAssignments)
    .option('--bursty <factor>', 'bursts of 20 s every two minutes, FACTOR times the quiet rate', parsePositive(1_000))
    .option('--duration <duration>', 'length (default: the traces, else 10m)', parseDurationSeconds)
    .addOption(duration('--warm-up <duration>', 'first part that does not count', 30))
    .option('--seed <n>', 'the same seed gives the same history', parseWhole(0, 2 ** 32 - 1), 1)
    .option('--hop <name=mean±sd>', 'delay of accept, emit or answer in ms, such as accept=10±4', parseAssignments)
    .option('--emulated', 'durations as the local Function Compute draws them, instead of normal ones')
    .option('--fixed', 'one plan for the given rates, instead of estimated rates and re-plans')
    .option('--size-aware', 'part-filled batches wait by the latency of their present size')
    .option('--no-size-aware', 'batches wait by the latency of a full batch')
    .option(...json)
    .action((file: string, options: SimulateOptions) => simulateFile(file, options, context));
}

const secondsPerMinute = 60;
const defaultSeconds = 600;
const burstSeconds = 20;
const quietSeconds = 100;
const hopNames: Readonly<Record<string, keyof Hops>> = { accept: 'acceptMs', emit: 'emitMs', answer: 'answerMs' };

/** Runs a plan file's apps through the whole pipeline on a virtual clock, once with each strategy. */
async function simulateFile(file: string, options: SimulateOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const base = simulationInput(oneModelOf(readPlanFile(file), options.model), options);
  const names = options.strategy.split(',').map((name) => name.trim());
  for (const name of names) pick(strategies, name, '--strategy');
  const runs: StrategyRun[] = [];
  for (const strategy of names) runs.push({ strategy, report: await run({ ...base, strategy }, context) });
  if (terminal.live) terminal.err('\r\u001b[K');
  if (options.json) return printJson(terminal, { input: described(base), runs });
  terminal.out(renderComparison(base, runs, terminal.outStyle));
}

async function run(input: SimulationInput, { terminal }: CommandContext): Promise<SimulationReport> {
  const onProgress = (fraction: number): void => {
    if (terminal.live) terminal.err(`\r\u001b[K  simulating ${input.strategy} … ${Math.floor(100 * fraction)} %`);
  };
  try {
    return await simulate({ ...input, onProgress });
  } catch (error) {
    if (!(error instanceof InvalidSimulationError)) throw error;
    throw new Refusal(
      'This cannot be simulated.',
      error.faults.map((message) => ({ field: '', message })),
    );
  }
}

/** @throws Refusal where an option names an app that is not in the file, or a value that is none */
export function simulationInput(task: PlanTask, options: SimulateOptions): SimulationInput {
  const apps = task.apps.map((app) => ({
    ...app,
    sloMs: valueOf('--slo', options.slo, task, app.name) ?? app.sloMs,
    rateHz: valueOf('--rate', options.rate, task, app.name) ?? app.rateHz,
  }));
  const traffic = trafficOf(task, options);
  const { model, profile, itemBytes } = task;
  return {
    model,
    profile,
    ...platformOf(options),
    maxItemBytes: itemBytes || undefined,
    strategy: '',
    apps,
    arrivals: traffic,
    durationSeconds: options.duration ?? traceSeconds(traffic) ?? defaultSeconds,
    warmUpSeconds: options.warmUp,
    seed: options.seed,
    hops: hopsOf(options.hop ?? []),
    plans: options.fixed ? 'fixed' : 'live',
    platform: options.emulated ? { durations: 'emulated' } : undefined,
    replanner: options.sizeAware === undefined ? undefined : { sizeAwareDeadlines: options.sizeAware },
  };
}

/** The value that an option gives an app; undefined where it gives none. */
function valueOf(
  option: string,
  assignments: readonly Assignment[] = [],
  { apps }: PlanTask,
  name: string,
): number | undefined {
  for (const [app] of assignments) {
    if (apps.some((one) => one.name === app)) continue;
    throw new Refusal(`${option} names app ${app}; the file has ${apps.map((one) => one.name).join(', ')}.`);
  }
  const text = assignments.find(([app]) => app === name)?.[1];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Refusal(`${option} ${name}=${text}: write a number above 0.`);
}

function trafficOf({ apps }: PlanTask, { trace = [], bursty }: SimulateOptions): Traffic {
  if (trace.length > 0 && bursty !== undefined) throw new Refusal('Give --trace or --bursty, not both.');
  if (bursty !== undefined) return { kind: 'bursty', burstFactor: bursty, quietSeconds, burstSeconds };
  if (trace.length === 0) return { kind: 'poisson' };
  for (const [app] of trace) {
    if (!apps.some(({ name }) => name === app)) throw new Refusal(`--trace names app ${app}, which the file does not.`);
  }
  return {
    kind: 'trace',
    requestsPerMinuteByApp: Object.fromEntries(trace.map(([app, file]) => [app, readTrace(file)])),
  };
}

const traceSeconds = (traffic: Traffic): number | undefined =>
  traffic.kind === 'trace'
    ? secondsPerMinute * Math.max(...Object.values(traffic.requestsPerMinuteByApp).map((minutes) => minutes.length))
    : undefined;

function hopsOf(assignments: readonly Assignment[]): Hops {
  const hops: { -readonly [name in keyof Hops]: Hops[name] } = { ...usualHops };
  for (const [name, text] of assignments) {
    const [meanMs = Number.NaN, sdMs = 0] = text.split('±').map(Number);
    const key = hopNames[name];
    if (key === undefined || !(meanMs >= 0) || !(sdMs >= 0)) {
      throw new Refusal(`--hop ${name}=${text}: write accept, emit or answer, with mean±deviation in ms, such as 8±3.`);
    }
    hops[key] = { meanMs, sdMs };
  }
  return hops;
}

/** What was simulated, without the profile and the price book's numbers. */
const described = ({
  profile: _profile,
  prices,
  catalogue,
  strategy: _strategy,
  replanner: _replanner,
  ...input
}: SimulationInput) => ({
  ...input,
  prices: prices.name,
  catalogue: catalogue.name,
});
