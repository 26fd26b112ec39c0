import { earlierPlan, holdPlan, planInForce, releasePlan, type PlanInForce } from '@harmonybatch/pipeline';
import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { finding } from '../options/common-options';
import { parseWhole } from '../options/option-values';
import { orRefuse } from '../registry/decision-text';
import { withRegistry } from '../registry/registry-session';
import type { RegistryViews } from '../registry/registry-views';
import { plainText } from '../render/plain-text';

/** `harmonybatch plan pin`, `unpin` and `rollback`. */
export function addPlanPin(plan: Command, context: CommandContext): void {
  plan
    .command('pin')
    .description('hold MODEL to the plan in force: rates, apps and settings bring no other; its functions are kept')
    .argument('<model>')
    .addHelpText('after', finding)
    .action((model: string) => hold(model, ({ plans }) => planInForce(plans, model), context));
  plan
    .command('unpin')
    .description('let the planner plan MODEL again')
    .argument('<model>')
    .addHelpText('after', finding)
    .action((model: string) => unpin(model, context));
  plan
    .command('rollback')
    .description('hold MODEL to an earlier plan, the one before that in force, as soon as its functions are ready')
    .argument('<model>')
    .option('--epoch <number>', 'the plan of this epoch instead', parseWhole(0, Number.MAX_SAFE_INTEGER))
    .addHelpText('after', finding)
    .action((model: string, { epoch }: { epoch?: number }) =>
      hold(model, (views) => earlierPlan(views, model, epoch), context),
    );
}

async function hold(
  model: string,
  choose: (views: RegistryViews) => PlanInForce,
  context: CommandContext,
): Promise<void> {
  const held = await withRegistry(context, async ({ views, publish }) => {
    const chosen = orRefuse(() => choose(views));
    await publish([orRefuse(() => holdPlan(views.models, chosen, Date.now()))]);
    return chosen.epoch;
  });
  context.terminal.out(
    `${plainText(model)} is held to the plan of epoch ${held}; \`harmonybatch plan unpin ${plainText(model)}\` ends that.\n`,
  );
}

async function unpin(model: string, context: CommandContext): Promise<void> {
  await withRegistry(context, async ({ views, publish }) => {
    await publish([orRefuse(() => releasePlan(views.pins, model))]);
  });
  context.terminal.out(`${plainText(model)} is planned again.\n`);
}
