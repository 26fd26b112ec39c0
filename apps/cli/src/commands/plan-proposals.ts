import type { PlanDecided, PlanProposed } from '@harmonybatch/contracts';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { finding, json } from '../options/common-options';
import { withRegistry } from '../registry/registry-session';
import { plainText } from '../render/plain-text';
import { renderProposal } from '../render/proposal-text';

/** `harmonybatch plan proposals`. */
export const addPlanProposals = (plan: Command, context: CommandContext): Command =>
  plan
    .command('proposals')
    .description('plans of MODEL, or of every model, that wait before they come into force: what they change and save')
    .argument('[model]')
    .option(...json)
    .addHelpText('after', finding)
    .action((model: string | undefined, _, command: Command) =>
      planProposals(model, command.optsWithGlobals<{ json?: boolean }>(), context),
    );

/** None is no failure: then every plan that is wanted is in force. */
async function planProposals(
  model: string | undefined,
  options: { json?: boolean },
  context: CommandContext,
): Promise<void> {
  const { proposals, decisions } = await withRegistry(context, async (session) => session.views);
  const shown = proposals.values().filter((proposal) => model === undefined || proposal.model === model);
  const { terminal } = context;
  if (options.json)
    return printJson(
      terminal,
      shown.map((proposal) => ({ ...proposal, decision: decisionOn(proposal, decisions.get(proposal.model)) })),
    );
  if (shown.length === 0) return terminal.out('  no plan waits\n');
  const style = terminal.outStyle;
  for (const proposal of shown)
    terminal.out(
      `\n  ${style.bold(plainText(proposal.model))}\n${renderProposal(proposal, style, decisions.get(proposal.model))}`,
    );
}

const decisionOn = ({ id }: PlanProposed, decided: PlanDecided | undefined): PlanDecided['decision'] | undefined =>
  decided?.proposal === id ? decided.decision : undefined;
