import type { PlanInForce } from '@harmonybatch/pipeline';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { finding, json } from '../options/common-options';
import { Refusal } from '../refusal';
import { withRegistry } from '../registry/registry-session';
import type { RegistryViews } from '../registry/registry-views';
import { renderMoney } from '../render/money-table';
import { plainText } from '../render/plain-text';
import { renderPlan } from '../render/plan-table';
import { contextFacts, renderPlanNotes } from '../render/plan-text';
import { planningFaults } from '../render/planning-faults';
import { renderProposal } from '../render/proposal-text';
import type { Style } from '../render/terminal';

/** Apps of one missing function that are named. */
const maxAppsShown = 5;

/** `harmonybatch plan show`. */
export const addPlanShow = (plan: Command, context: CommandContext): Command =>
  plan
    .command('show')
    .description('the plan in force of MODEL, or of every model')
    .argument('[model]')
    .option(...json)
    .addHelpText('after', finding)
    .action((model: string | undefined, _, command: Command) =>
      planShow(model, command.optsWithGlobals<{ json?: boolean }>(), context),
    );

function renderInForce({ epoch, plan }: PlanInForce, views: RegistryViews, style: Style): string {
  const pin = views.pins.get(plan.model);
  const facts = [
    style.bold(plainText(plan.model)),
    `epoch ${epoch}`,
    `reason ${plan.reason}`,
    `since ${new Date(plan.plannedAtMs).toISOString()}`,
    ...(pin === undefined
      ? []
      : [style.yellow(`held to epoch ${pin.epoch} since ${new Date(pin.pinnedAtMs).toISOString()}`)]),
    `strategy ${plainText(plan.strategy)}`,
    ...contextFacts(plan),
  ];
  const unservable = plan.unservable
    .map(({ name, message }) => `  ${style.red('✗')} ${plainText(name)}: ${plainText(message)}\n`)
    .join('');
  const missing = (plan.missing ?? [])
    .map(
      ({ functionName, apps, message }) =>
        `  ${style.red('✗')} function ${functionName} cannot be had, so ${plainText(apps.slice(0, maxAppsShown).join(', '))}${apps.length > maxAppsShown ? ' …' : ''} stay as before: ${plainText(message)}\n`,
    )
    .join('');
  return `\n  ${facts.join(' · ')}\n\n${renderPlan(plan, style)}${renderMoney(plan.currency, plan.groups, style)}${unservable}${missing}${renderPlanNotes(plan.notes ?? [], style)}${renderProposalOf(plan.model, views, style)}`;
}

function renderProposalOf(model: string, { proposals, decisions }: RegistryViews, style: Style): string {
  const proposal = proposals.get(model);
  return proposal === undefined ? '' : renderProposal(proposal, style, decisions.get(model));
}

/** Prints the plan in force of one model, or of all. */
async function planShow(
  model: string | undefined,
  options: { json?: boolean },
  context: CommandContext,
): Promise<void> {
  const views = await withRegistry(context, async (session) => session.views);
  const plans = views.plansInForce();
  const isAsked = (name: string): boolean => model === undefined || name === model;
  const shown = plans.filter(({ plan }) => isAsked(plan.model));
  if (shown.length === 0) refuseNone(model, views);
  const { terminal } = context;
  const models = views.models.names().filter(isAsked);
  if (options.json) {
    terminal.err(planningFaults(models, views, terminal.errStyle));
    const records = shown.map(({ epoch, plan }) => ({ epoch, ...plan, proposal: views.proposals.get(plan.model) }));
    return printJson(terminal, model === undefined ? records : records[0]);
  }
  const text = shown.map((plan) => renderInForce(plan, views, terminal.outStyle)).join('');
  terminal.out(`${text}${planningFaults(models, views, terminal.outStyle)}\n`);
}

function refuseNone(model: string | undefined, views: RegistryViews): never {
  const known = views.plans.models().join(', ');
  const which = model === undefined ? 'any model' : `model ${model}`;
  const names = model === undefined ? views.models.names() : [model];
  throw new Refusal(
    `No plan of ${which} is in force${known ? `; there are plans of ${known}` : ''}.`,
    names.flatMap((field) => {
      const message = views.planningFault(field);
      return message === undefined ? [] : [{ field, message }];
    }),
  );
}
