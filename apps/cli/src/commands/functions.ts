import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { withDeployedFunctions, type DeployedFunctions } from '../functions/deployed-functions';
import { inventoryOf, type Inventory } from '../functions/inventory';
import { renderInventory } from '../functions/inventory-text';
import { removeUnused } from '../functions/remove-unused';
import { duration, finding, json } from '../options/common-options';
import { Refusal } from '../refusal';
import { plural } from '../render/figures';
import { plainText } from '../render/plain-text';

export interface FunctionsOptions {
  readonly json?: boolean;
  /** Functions of plans that were replaced this short a time ago count as used, seconds. */
  readonly grace: number;
}

export interface PruneOptions extends FunctionsOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** How a command gets at the functions; tests have others. */
export type OpenFunctions = typeof withDeployedFunctions;

const platformHelp = `${finding}

Functions run where HARMONYBATCH_PLATFORM and its variables say, as for the planner, else on the platform of the system
that \`npm start\` runs here; HARMONYBATCH_FUNCTION_PREFIX is needed where the planner has it. Only what this deployment made is listed and removed.`;

const grace = () =>
  duration('--grace <duration>', 'functions of plans replaced within it count as used: batches may still come', 900);

/** `harmonybatch functions`. */
export function addFunctions(program: Command, context: CommandContext): void {
  const functions = program
    .command('functions')
    .description('the functions that this deployment has on its platform, and which plans use them');
  functions
    .command('list')
    .description('list them with their states')
    .addOption(grace())
    .option(...json)
    .addHelpText(
      'after',
      `${platformHelp}\n\nExit status: 1 where a function of a plan in force is missing or cannot be called.`,
    )
    .action((options: FunctionsOptions) => listFunctions(options, context));
  functions
    .command('prune')
    .description('remove those that no plan uses; a planner that runs does so itself')
    .option('--dry-run', 'only say which')
    .option('--yes', 'do not ask')
    .option('--force', 'also while a plan is being made, whose functions nobody knows yet')
    .addOption(grace())
    .option(...json)
    .addHelpText(
      'after',
      `${platformHelp}\n\nExit status: 1 where one could not be removed, or nobody said yes, 130 after Ctrl-C.`,
    )
    .action((options: PruneOptions) => pruneFunctions(options, context));
}

/** Exit status 1 where a function of a plan in force is not there, or cannot be called. */
export const listFunctions = (
  options: FunctionsOptions,
  context: CommandContext,
  open: OpenFunctions = withDeployedFunctions,
): Promise<void> =>
  open(context, async (functions) => {
    const inventory = await readInventory(functions, options);
    const { terminal } = context;
    if (options.json) printJson(terminal, { ...named(functions), ...inventory });
    else terminal.out(renderInventory(inventory, terminal.outStyle));
    if (!serves(inventory)) context.exitWith(1);
  });

/** Removes what no plan uses. */
export const pruneFunctions = (
  options: PruneOptions,
  context: CommandContext,
  open: OpenFunctions = withDeployedFunctions,
): Promise<void> =>
  open(context, async (functions) => {
    if (!options.force) refuseWhilePlanning(functions);
    const { functions: all } = await readInventory(functions, options);
    const unused = all.filter(({ usedBy }) => usedBy.length === 0).map(({ name }) => name);
    const mayRemove = unused.length > 0 && !options.dryRun && (await isConfirmed(unused, options, context));
    const interrupt = context.onInterrupt();
    const removal = mayRemove ? await removeUnused(unused, functions, options, interrupt) : nothing(unused);
    if (options.json) printJson(context.terminal, { ...named(functions), dryRun: options.dryRun === true, ...removal });
    else context.terminal.out(removalText(removal, options));
    const asked = options.dryRun || unused.length === 0 || mayRemove;
    if (interrupt.aborted) context.exitWith(interruptedStatus);
    else if (!asked || removal.failed.length > 0) context.exitWith(1);
  });

const interruptedStatus = 130;

const nothing = (unused: readonly string[]) => ({ removed: [], failed: [], left: unused });

const named = ({ owner, functionPrefix }: DeployedFunctions) => ({ deployment: owner, functionPrefix });

const msPerSecond = 1_000;

const readInventory = async ({ platform, views }: DeployedFunctions, options: FunctionsOptions): Promise<Inventory> =>
  inventoryOf(await platform.list(), views, { nowMs: Date.now(), graceMs: options.grace * msPerSecond });

const serves = ({ functions, missing }: Inventory): boolean =>
  missing.length === 0 &&
  functions.every(({ state, usedBy }) => state === 'ready' || usedBy.every(({ use }) => use !== 'in_force'));

function refuseWhilePlanning({ views }: DeployedFunctions): void {
  const busy = views.models.names().filter((model) => {
    const state = views.planning.get(model)?.state;
    return state === 'planning' || state === 'preparing';
  });
  if (busy.length === 0) return;
  throw new Refusal(
    `A plan of ${busy.join(', ')} is being made, and which functions it needs is not known yet.`,
    [],
    'Wait until it is in force, or add --force: a planner that runs makes again what it misses.',
  );
}

async function isConfirmed(
  unused: readonly string[],
  options: PruneOptions,
  context: CommandContext,
): Promise<boolean> {
  if (options.yes) return true;
  const what = `${plural(unused.length, 'function')}: ${unused.map(plainText).join(', ')}`;
  if (context.ask === undefined)
    throw new Refusal(`This would remove ${what}.`, [], 'Add --yes to do so where there is no terminal to ask on.');
  return context.ask(`Remove ${what}?`);
}

function removalText(
  { removed, failed, left }: Awaited<ReturnType<typeof removeUnused>>,
  options: PruneOptions,
): string {
  if (removed.length + failed.length + left.length === 0) return 'Every function is used by a plan.\n';
  const lines = [
    ...removed.map((name) => `  removed ${plainText(name)}`),
    ...failed.map(({ name, reason }) => `  ${plainText(name)} stays: ${plainText(reason)}`),
    ...left.map((name) => `  ${options.dryRun ? 'would be removed' : 'stays'}: ${plainText(name)}`),
  ];
  return `${lines.join('\n')}\n`;
}
