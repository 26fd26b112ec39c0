import { modelVersionOf, recordOf, topics, type CalibrationChanged, type ModelProfiled } from '@harmonybatch/contracts';
import { historyWith } from '@harmonybatch/pipeline';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { finding, json } from '../options/common-options';
import { Refusal } from '../refusal';
import { withRegistry } from '../registry/registry-session';
import type { RegistryViews } from '../registry/registry-views';
import { count } from '../render/figures';
import { plainText } from '../render/plain-text';
import { renderTable } from '../render/table';

/** `harmonybatch calibration`. */
export function addCalibration(program: Command, context: CommandContext): void {
  const calibration = program
    .command('calibration')
    .description('how observed executions correct the profiles of models, and what it was before');
  calibration
    .command('show')
    .description('the corrections of MODEL, or of every model, newest first')
    .argument('[model]')
    .option(...json)
    .addHelpText('after', finding)
    .action((model: string | undefined, options: { json?: boolean }) => show(model, options, context));
  calibration
    .command('reset')
    .description('take the profile of MODEL as it was measured again')
    .argument('<model>')
    .option('--hold', 'and correct it no more, until it is reset without this')
    .addHelpText('after', finding)
    .action((model: string, options: { hold?: boolean }) => reset(model, options, context));
}

async function show(model: string | undefined, options: { json?: boolean }, context: CommandContext): Promise<void> {
  const found = await withRegistry(context, async ({ views }) => {
    if (model !== undefined) registered(views, model);
    return views.calibrations.values().filter((one) => model === undefined || one.model === model);
  });
  const { terminal } = context;
  if (options.json) return printJson(terminal, found);
  if (found.length === 0) return terminal.out('Profiles are taken as they were measured.\n');
  terminal.out(`\n${renderTable(columns, found.flatMap(rowsOf), terminal.outStyle)}\n`);
}

const columns = [
  { title: 'Model' },
  { title: 'Since' },
  { title: 'CPU', align: 'right' },
  { title: 'GPU', align: 'right' },
  { title: 'Because' },
] as const;

const rowsOf = (calibration: CalibrationChanged): string[][] =>
  [calibration, ...calibration.history].map((change, index) => [
    index === 0 ? plainText(calibration.model) : '',
    new Date(change.changedAtMs).toISOString(),
    factorText(change, 'cpu'),
    factorText(change, 'gpu'),
    becauseOf(change) + (index === 0 && calibration.isHeld ? ', held' : ''),
  ]);

/** By what all executions are corrected, and the slow ones beside that. */
const factorText = (change: CalibrationChanged['history'][number], type: 'cpu' | 'gpu'): string => {
  const tail = change.tails?.[type] ?? 1;
  return `× ${change[type].toFixed(2)}${tail === 1 ? '' : `, slow ones × ${tail.toFixed(2)}`}`;
};

const becauseOf = ({ reason, observed }: CalibrationChanged['history'][number]): string =>
  reason === 'reset' || observed === undefined
    ? reason
    : `${count(observed.executions)} executions on ${observed.type.toUpperCase()} functions ${observed.part === 'tail' ? 'have slow ones that took' : 'took'} ${observed.ratio.toFixed(2)} times as long as expected`;

async function reset(name: string, { hold }: { hold?: boolean }, context: CommandContext): Promise<void> {
  await withRegistry(context, async ({ views, publish }) => {
    const model = registered(views, name);
    const known = views.calibrations.of(model);
    const change: CalibrationChanged = {
      model: name,
      modelVersion: modelVersionOf(model),
      cpu: 1,
      gpu: 1,
      reason: 'reset',
      changedAtMs: Date.now(),
      ...(hold ? { isHeld: true } : {}),
      history: known === undefined ? [] : historyWith(known),
    };
    await publish([recordOf(topics.calibrationChanged, change)]);
  });
  const held = hold ? ', and is corrected no more until it is reset without --hold' : '';
  context.terminal.out(`The profile of ${plainText(name)} is taken as it was measured${held}.\n`);
}

function registered(views: RegistryViews, name: string): ModelProfiled {
  const model = views.models.get(name);
  if (model !== undefined) return model;
  throw new Refusal(`No model ${name} is registered; registered: ${views.models.names().join(', ') || 'none'}.`);
}
