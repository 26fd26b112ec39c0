import { existsSync } from 'node:fs';
import { nearestName } from '@harmonybatch/pipeline';
import { explain, type Plan } from '@harmonybatch/planning';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { json, planFileFields } from '../options/common-options';
import { platformOf, withPlanning, type PlanningOptions } from '../options/planning-options';
import { readPlanFile } from '../plan-file/plan-file';
import { totalOf } from '../plan-file/plan-total';
import { planTask, requestOf, type PlannedTask } from '../plan-file/planned-task';
import { Refusal } from '../refusal';
import { renderExplanation } from '../render/explanation-text';
import { renderMoney } from '../render/money-table';
import { planJson } from '../render/plan-json';
import { renderPlan } from '../render/plan-table';
import { renderPlanHead, renderPlanNotes, renderTotal } from '../render/plan-text';
import { addPlanDecide } from './plan-decide';
import { addPlanExport } from './plan-export';
import { addPlanPin } from './plan-pin';
import { addPlanProposals } from './plan-proposals';
import { addPlanRequest } from './plan-request';
import { addPlanShow } from './plan-show';

interface PlanOptions extends PlanningOptions {
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** `harmonybatch plan`, with its subcommands. */
export function addPlan(program: Command, context: CommandContext): void {
  const plan = withPlanning(program.command('plan'))
    .description('plan groups and functions for the apps in FILE; see also plan show and plan request')
    .argument('<file>', planFileFields)
    .option('--explain', 'say why each group is what it is, and what each app pays')
    .option(...json)
    .allowExcessArguments(true)
    .action((file: string, options: PlanOptions) => {
      refuseMisspelt(plan);
      return planFile(file, options, context);
    });
  addPlanShow(plan, context);
  addPlanRequest(plan, context);
  addPlanPin(plan, context);
  addPlanProposals(plan, context);
  addPlanDecide(plan, context);
  addPlanExport(plan, context);
}

/** `plan shwo` asks for no file of that name; a command that has subcommands and takes a file tells them apart itself. */
function refuseMisspelt(command: Command): void {
  const [file = '', ...more] = command.args;
  const subcommands = command.commands.map((sub) => sub.name());
  const meant = existsSync(file) ? null : nearestName(file, subcommands);
  const name = `harmonybatch ${command.name()}`;
  if (meant !== null) {
    throw new Refusal(`${name} ${file}: there is no such command or file.`, [], `Did you mean \`${name} ${meant}\`?`);
  }
  if (more.length > 0) throw new Refusal(`${name} takes one FILE; got ${[file, ...more].join(' ')}.`);
}

/** Plans every model of a file: one plan, or several with what they cost together. */
function planFile(file: string, options: PlanOptions, { terminal }: CommandContext): void {
  const { tasks, notes, today } = readPlanFile(file);
  const terms = { ...platformOf(options), strategy: options.strategy };
  const plans = tasks.map((task): PlannedTask => {
    const request = requestOf(task, terms);
    const planned = planTask(request);
    return { request, planned, explanation: options.explain ? explain(request, planned) : undefined };
  });
  const total = totalOf(plans, today);
  if (options.json) {
    const shown = plans.map(({ planned, explanation }) =>
      planJson({ ...planned, notes: [...planned.notes, ...notes] }, explanation),
    );
    return printJson(terminal, shown.length === 1 ? { ...shown[0], total } : { plans: shown, total });
  }
  const style = terminal.outStyle;
  const blocks = plans.map(({ planned, explanation }) => {
    const why =
      explanation === undefined
        ? ''
        : `${renderMoney(planned.currency, planned.groups, style)}\n${renderExplanation(planned, explanation, style)}`;
    const shown = { ...planned, ...planned.expected, groups: planned.groups.map(expectedGroup) };
    return `${renderPlanHead(planned, style)}${renderPlan(shown, style)}${renderPlanNotes(planned.notes, style)}${why}`;
  });
  terminal.out(`${blocks.join('')}${renderTotal(total, plans.length, style)}${renderPlanNotes(notes, style)}\n`);
}

const expectedGroup = (group: Plan['groups'][number]): Plan['groups'][number] => ({
  ...group,
  costPerRequest: group.expectedCostPerRequest,
});
