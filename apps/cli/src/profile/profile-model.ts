import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { ModelProfile } from '@harmonybatch/model';
import { applyModels } from '../commands/models';
import type { ProfileOptions } from './profile-options';
import { readInputs } from '../options/inputs';
import type { CommandContext } from '../context';
import { platformNamed } from '../options/planning-options';
import { Refusal } from '../refusal';
import { functionEnvironment } from '../functions/function-environment';
import type { FunctionAccess } from '../functions/platform-access';
import { findSystemIfAny } from '../system/find-system';
import { openProfilingAccess } from './profiling-access';
import { forecastLines, outcomeJson, outcomeText, pointLine } from './outcome-text';
import { adviceOf, profileOf, type ProfilingOutcome } from './outcome';
import { profilePage } from './profile-page';
import { modelInFile, registeredModel, type ModelToProfile } from './profiled-model';
import { prepare, type Preparation } from './preparation';
import { Spending } from './spending';
import { StateFile } from './state-file';
import { TemporaryFunctions } from './temporary-functions';
import { PointRunner } from './point-runner';
import { Measurements } from './measurements';
import { profileCpu } from './profile-cpu';
import { profileGpu } from './profile-gpu';
import { printJson } from '../context';

const hashDigits = 16;

/**
 * `harmonybatch profile MODEL`: measures, fits, writes, and registers where asked.
 * @param open the platform to measure on; that of the environment where absent
 */
export async function profileModel(
  name: string,
  options: ProfileOptions,
  context: CommandContext,
  open: typeof openProfilingAccess = openProfilingAccess,
): Promise<void> {
  const found = options.file === undefined ? await registeredModel(name, context) : modelInFile(name, options.file);
  const inputs = readInputs(options.inputs);
  const { prices, catalogue } = platformNamed(options);
  const preparation = prepare(found, inputs.text, options, prices, catalogue);
  const state = openState(found, inputs.text, options);
  await agree(preparation, options, state.all().length, context);
  const env = functionEnvironment(context.env, findSystemIfAny(context.env, context.folder) ?? {});
  const access = await open(env, preparation.slicedGpuType);
  const outcome = await measured(found, preparation, state, options, access, context);
  await conclude(found, outcome, options, context);
}

const pathOf = (given: string | undefined, model: string, ending: string): string => given ?? `${model}.${ending}`;

function openState({ model }: ModelToProfile, inputs: string, options: ProfileOptions): StateFile {
  const { prices, spacing = 0, container, env, role, protocol, path } = { ...options, ...model };
  const terms = JSON.stringify([inputs, spacing, prices, container, env, role, protocol, path]);
  return StateFile.open(pathOf(options.state, model.name, 'points.jsonl'), {
    model: model.name,
    version: model.version,
    image: model.image,
    terms: createHash('sha256').update(terms).digest('hex').slice(0, hashDigits),
  });
}

/** Says what measuring takes, and asks. @throws Refusal where the answer is no, or nobody is there to give one */
async function agree(
  preparation: Preparation,
  { budget, yes }: ProfileOptions,
  known: number,
  { terminal, ask }: CommandContext,
): Promise<void> {
  terminal.err(forecastLines(preparation, budget, known));
  if (yes) return;
  if (ask === undefined) throw new Refusal('Measuring costs money.', [], 'Add --yes to go ahead without being asked.');
  if (!(await ask('Measure?'))) throw new Refusal('Nothing was measured.');
}

/** Measures on functions that are removed afterwards, however it ends. */
async function measured(
  { model }: ModelToProfile,
  preparation: Preparation,
  state: StateFile,
  options: ProfileOptions,
  { platform, invoker }: FunctionAccess,
  context: CommandContext,
): Promise<ProfilingOutcome> {
  const { terminal } = context;
  const interrupt = context.onInterrupt();
  const functions = new TemporaryFunctions(platform, model, options.timeout);
  const before = state.all().reduce((sum, { cost }) => sum + cost, 0);
  const spending = new Spending(options.budget ?? Infinity, before);
  const runner = new PointRunner(functions, invoker, spending, preparation.runTerms, interrupt);
  const measurements = new Measurements(runner, state, options.parallel, (point, isNew) =>
    terminal.err(pointLine(point, isNew, spending.spent, preparation.currency)),
  );
  const measure = measurements.of.bind(measurements);
  try {
    await functions.removeLeftovers();
    const { cpuPlan, gpuPlan, cpuTargets, memoryMb } = preparation;
    const cpu = cpuPlan && (await profileCpu(cpuPlan, cpuTargets, memoryMb, measure));
    const gpu = gpuPlan && (await profileGpu(gpuPlan, memoryMb.baseMb, measure));
    return { cpu, gpu, points: state.all(), cost: spending.spent, currency: preparation.currency };
  } catch (error) {
    throw endedEarly(error, spending.spent, preparation.currency);
  } finally {
    for (const left of await functions.removeAll())
      terminal.err(`${terminal.errStyle.red('✗')} could not be removed, remove it by hand: ${left}\n`);
  }
}

function endedEarly(error: unknown, spent: number, currency: string): unknown {
  const name = error instanceof Error ? error.name : '';
  const kept = 'What was measured is kept: run the command again to go on';
  if (name === 'InterruptedError') return new Refusal('Interrupted.', [], `${kept}.`);
  if (name === 'BudgetSpentError')
    return new Refusal(
      `The budget is spent (${spent.toPrecision(3)} ${currency}).`,
      [],
      `${kept}, with a higher --budget.`,
    );
  return error;
}

async function conclude(
  { model, before }: ModelToProfile,
  outcome: ProfilingOutcome,
  options: ProfileOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const report = pathOf(options.report, model.name, 'profile.html');
  writeFileSync(report, profilePage(`Profile of ${model.name} ${model.version}`, outcome));
  const profile = profileOf(outcome);
  const advice = adviceOf(outcome);
  const isGood = profile !== null && advice.length === 0;
  const out = pathOf(options.out, model.name, 'profile.yaml');
  if (isGood) writeFileSync(out, stringify({ ...model, profile: merged(before, profile) }));
  const files = { report, ...(isGood ? { profile: out } : {}) };
  if (options.json) printJson(terminal, outcomeJson(model.name, outcome, profile, advice, files));
  else terminal.out(outcomeText(model.name, outcome, files, terminal.outStyle));
  if (!isGood) throw new Refusal('The fit is no good, so no profile was written.', advice.map(asProblem), goOnHint);
  if (options.apply) await applyModels(out, { wait: true, timeout: applySeconds, json: false }, context);
}

/** What was not measured now stays as it was. */
const merged = (before: ModelProfile | undefined, profile: ModelProfile): ModelProfile => ({ ...before, ...profile });

const asProblem = (message: string) => ({ field: '', message });
const goOnHint =
  'The measured points are kept, and count when the command is run again: with a larger --max-runs, points that vary get more runs. Remove the file of --state to measure anew.';
const applySeconds = 30;
