import { modelVersionOf, recordOf, tombstoneOf, topics } from '@harmonybatch/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { finding } from '../options/common-options';
import { parseWhole } from '../options/option-values';
import { Refusal } from '../refusal';
import { withRegistry } from '../registry/registry-session';
import type { RegistryViews } from '../registry/registry-views';
import type { PlanInForce } from '../registry/plan-in-force';
import { plainText } from '../render/plain-text';

/** `harmonybatch plan pin`, `unpin` and `rollback`. */
export function addPlanPin(plan: Command, context: CommandContext): void {
  plan
    .command('pin')
    .description('hold MODEL to the plan in force: rates, apps and settings bring no other; its functions are kept')
    .argument('<model>')
    .addHelpText('after', finding)
    .action((model: string) => hold(model, (views) => inForce(views, model), context));
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
      hold(model, (views) => earlier(views, model, epoch), context),
    );
}

async function hold(
  model: string,
  choose: (views: RegistryViews) => PlanInForce,
  context: CommandContext,
): Promise<void> {
  const held = await withRegistry(context, async ({ views, publish }) => {
    const chosen = choose(views);
    refuseOtherVersion(views, chosen);
    const { epoch, plan } = chosen;
    await publish([recordOf(topics.planPinned, { model, epoch, plan, pinnedAtMs: Date.now() })]);
    return epoch;
  });
  context.terminal.out(
    `${plainText(model)} is held to the plan of epoch ${held}; \`harmonybatch plan unpin ${plainText(model)}\` ends that.\n`,
  );
}

async function unpin(model: string, context: CommandContext): Promise<void> {
  await withRegistry(context, async ({ views, publish }) => {
    if (views.pins.get(model) === undefined) throw new Refusal(`Model ${model} is held to no plan.`);
    await publish([tombstoneOf(topics.planPinned, model)]);
  });
  context.terminal.out(`${plainText(model)} is planned again.\n`);
}

function inForce(views: RegistryViews, model: string): PlanInForce {
  const found = views.plans.planOf(model);
  if (found !== undefined) return found;
  throw new Refusal(
    `No plan of model ${model} is in force; there are plans of ${views.plans.models().join(', ') || 'none'}.`,
  );
}

function earlier(views: RegistryViews, model: string, epoch?: number): PlanInForce {
  inForce(views, model);
  const before = views.history.of(model).slice(0, -1);
  const found = epoch === undefined ? before.at(-1) : before.find((plan) => plan.epoch === epoch);
  if (found !== undefined) return found;
  const known = before.map((plan) => plan.epoch).join(', ');
  const which = epoch === undefined ? 'earlier plan' : `earlier plan of epoch ${epoch}`;
  throw new Refusal(
    `Kafka has no ${which} of ${model} any more${known === '' ? '' : `; it has those of epochs ${known}`}.`,
  );
}

/** Functions of another state of the model are made from what was registered then. */
function refuseOtherVersion(views: RegistryViews, { plan }: PlanInForce): void {
  const registered = views.models.get(plan.model);
  if (registered === undefined) throw new Refusal(`Model ${plan.model} is not registered.`);
  const version = modelVersionOf(registered);
  if (version === plan.modelVersion) return;
  throw new Refusal(
    `That plan is for version ${plan.modelVersion} of ${plan.model}, and ${version} is registered: register that version first.`,
  );
}
