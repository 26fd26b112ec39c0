import type { PlanDecided, PlanProposed } from '@harmonybatch/contracts';
import { decideProposal, proposalIdOf } from '@harmonybatch/pipeline';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { duration, finding, json } from '../options/common-options';
import { awaitPlan } from '../registry/await-plan';
import { orRefuse } from '../registry/decision-text';
import type { Expectation } from '../registry/expectation';
import { withRegistry, type RegistrySession } from '../registry/registry-session';
import { plainText } from '../render/plain-text';
import { renderProposal } from '../render/proposal-text';

interface DecideOptions {
  readonly proposal?: string;
  readonly json?: boolean;
}

interface ApproveOptions extends DecideOptions {
  readonly wait: boolean;
  /** Longest wait for the plan, seconds. */
  readonly timeout: number;
}

const proposalOption = ['--proposal <id>', 'only if this is still the proposal that waits'] as const;

/** `harmonybatch plan approve` and `plan reject`. */
export function addPlanDecide(plan: Command, context: CommandContext): void {
  plan
    .command('approve')
    .description('let the plan of MODEL that waits come into force, as soon as its functions are ready')
    .argument('<model>')
    .option(...proposalOption)
    .option('--no-wait', 'do not wait until it is in force')
    .addOption(duration('--timeout <duration>', 'longest wait for that', 30))
    .option(...json)
    .addHelpText('after', finding)
    .action((model: string, _, command: Command) => approve(model, command.optsWithGlobals<ApproveOptions>(), context));
  plan
    .command('reject')
    .description('leave the plan of MODEL that is in force; the one that waits is not proposed again')
    .argument('<model>')
    .option(...proposalOption)
    .option(...json)
    .addHelpText('after', finding)
    .action((model: string, _, command: Command) => reject(model, command.optsWithGlobals<DecideOptions>(), context));
}

async function approve(model: string, options: ApproveOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { proposal, isInForce, reason } = await withRegistry(context, async (session) => {
    const decided = await decide(model, 'approved', options, session);
    const comes = options.wait ? await cameIntoForce(decided, options, session) : false;
    return { proposal: decided, isInForce: comes, reason: session.views.planningFault(model) };
  });
  const { id } = proposal;
  if (options.json) printJson(terminal, { model, proposal: id, decision: 'approved', inForce: isInForce });
  else
    terminal.out(
      `${renderProposal(proposal, terminal.outStyle)}  ${inWords(plainText(model), options.wait, isInForce)}\n`,
    );
  if (isInForce || !options.wait) return;
  const why = plainText(reason ?? 'is the planner running?');
  terminal.err(`${terminal.errStyle.red('✗')} the plan was not in force within ${options.timeout} s: ${why}\n`);
  context.exitWith(1);
}

const inWords = (model: string, waited: boolean, isInForce: boolean): string =>
  isInForce
    ? `approved, and in force for ${model}`
    : `approved for ${model}; it comes into force ${waited ? 'later' : 'as soon as its functions are ready'}`;

async function reject(model: string, options: DecideOptions, context: CommandContext): Promise<void> {
  const { id } = await withRegistry(context, (session) => decide(model, 'rejected', options, session));
  if (options.json) return printJson(context.terminal, { model, proposal: id, decision: 'rejected' });
  context.terminal.out(`Proposal ${id} of ${plainText(model)} is rejected; the plan in force stays.\n`);
}

async function decide(
  model: string,
  decision: PlanDecided['decision'],
  { proposal: asked }: DecideOptions,
  { views, publish }: RegistrySession,
): Promise<PlanProposed> {
  const decided = { model, decision, proposal: asked, decidedAtMs: Date.now() };
  const { proposal, record } = orRefuse(() => decideProposal(views.proposals, decided));
  await publish([record]);
  return proposal;
}

/** Whether the groups that were approved came into force in time. */
async function cameIntoForce(
  { model, id }: PlanProposed,
  { timeout }: ApproveOptions,
  { views, reader }: RegistrySession,
): Promise<boolean> {
  const expectation: Expectation = {
    model,
    what: `the plan of proposal ${id}`,
    state: ({ plans }) => {
      const current = plans.planOf(model);
      const isIt = current !== undefined && proposalIdOf(current.plan) === id;
      return isIt ? { kind: 'inForce', epoch: current.epoch } : { kind: 'waiting' };
    },
  };
  const [settled] = await awaitPlan([expectation], views, reader, timeout * 1000, () => undefined);
  return settled?.progress.kind === 'inForce';
}
