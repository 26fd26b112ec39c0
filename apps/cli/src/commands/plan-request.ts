import { recordOf, topics } from '@harmonybatch/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { finding } from '../options/common-options';
import { Refusal } from '../refusal';
import { withRegistry } from '../registry/registry-session';

/** `harmonybatch plan request`. */
export const addPlanRequest = (plan: Command, context: CommandContext): Command =>
  plan
    .command('request')
    .description('ask the planner for a new plan of MODEL now')
    .argument('<model>')
    .addHelpText('after', finding)
    .action((model: string) => planRequest(model, context));

/** Asks the planner for a new plan now. */
async function planRequest(model: string, context: CommandContext): Promise<void> {
  await withRegistry(context, async ({ views, publish }) => {
    if (views.models.get(model) === undefined) {
      const known = views.models.names().join(', ') || 'none';
      throw new Refusal(`Model ${model} is not registered; registered: ${known}.`);
    }
    await publish([recordOf(topics.planRequested, { model })]);
  });
  context.terminal.out(`A new plan of ${model} was asked for; see it with \`harmonybatch plan show ${model}\`.\n`);
}
