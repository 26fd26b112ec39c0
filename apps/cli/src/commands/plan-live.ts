import { topics } from '@harmonybatch/contracts';
import { plainText } from '../output/plain-text';
import { renderPlan } from '../output/plan-table';
import { planningFaults } from '../output/planning-faults';
import { contextFacts, renderPlanNotes } from '../output/plan-text';
import type { Style } from '../output/terminal';
import { Refusal } from '../refusal';
import type { LiveState, PlanInForce } from '../registry/live-state';
import { printJson, type CommandContext } from './context';
import { withLiveSession } from './live-session';

function renderInForce({ epoch, plan }: PlanInForce, style: Style): string {
  const facts = [
    style.bold(plainText(plan.model)),
    `epoch ${epoch}`,
    `reason ${plan.reason}`,
    `since ${new Date(plan.plannedAtMs).toISOString()}`,
    `strategy ${plainText(plan.strategy)}`,
    ...contextFacts(plan),
  ];
  const unservable = plan.unservable
    .map(({ name, message }) => `  ${style.red('✗')} ${plainText(name)}: ${plainText(message)}\n`)
    .join('');
  return `\n  ${facts.join(' · ')}\n\n${renderPlan(plan, style)}${unservable}${renderPlanNotes(plan.notes ?? [], style)}`;
}

/** Prints the plan in force of one model, or of all. */
export async function planShow(
  model: string | undefined,
  options: { json?: boolean },
  context: CommandContext,
): Promise<void> {
  const live = await withLiveSession(context, async (session) => session.live);
  const plans = [...live.plans.values()];
  const isAsked = (name: string): boolean => model === undefined || name === model;
  const shown = plans.filter(({ plan }) => isAsked(plan.model));
  if (shown.length === 0) refuseNone(model, live);
  const { terminal } = context;
  const models = [...live.models.keys()].filter(isAsked);
  if (options.json) {
    terminal.err(planningFaults(models, live, terminal.errStyle));
    const records = shown.map(({ epoch, plan }) => ({ epoch, ...plan }));
    return printJson(terminal, model === undefined ? records : records[0]);
  }
  const text = shown.map((plan) => renderInForce(plan, terminal.outStyle)).join('');
  terminal.out(`${text}${planningFaults(models, live, terminal.outStyle)}\n`);
}

function refuseNone(model: string | undefined, live: LiveState): never {
  const known = [...live.plans.keys()].join(', ');
  const which = model === undefined ? 'any model' : `model ${model}`;
  const names = model === undefined ? [...live.models.keys()] : [model];
  throw new Refusal(
    `No plan of ${which} is in force${known ? `; there are plans of ${known}` : ''}.`,
    names.flatMap((field) => {
      const message = live.planningFault(field);
      return message === undefined ? [] : [{ field, message }];
    }),
  );
}

/** Asks the planner for a new plan now. */
export async function planRequest(model: string, context: CommandContext): Promise<void> {
  await withLiveSession(context, async ({ live, publish }) => {
    if (!live.models.has(model)) {
      const known = [...live.models.keys()].join(', ') || 'none';
      throw new Refusal(`Model ${model} is not registered; registered: ${known}.`);
    }
    await publish(topics.planRequested.name, [{ key: model, value: { model } }]);
  });
  context.terminal.out(`A new plan of ${model} was asked for; see it with \`harmonybatch plan show ${model}\`.\n`);
}
