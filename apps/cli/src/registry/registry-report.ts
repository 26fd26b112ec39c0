import { printJson, type CommandContext } from '../context';
import { plainText } from '../render/plain-text';
import type { Style, Terminal } from '../render/terminal';
import { awaitPlan, type Settled } from './await-plan';
import type { Change } from './entries';
import type { Expectation } from './expectation';
import type { RegistryOptions } from './registry-command';
import type { RegistrySession } from './registry-session';
import type { RegistryViews } from './registry-views';

interface Changed {
  readonly name: string;
  readonly change: Change | 'removed';
}

const paintOf = (change: Changed['change'], style: Style): string =>
  ({ created: style.green, changed: style.yellow, unchanged: style.dim, removed: style.red })[change](change.padEnd(9));

/** Waits for what the change must lead to, and says on the way why it does not come yet. */
export const settle = (
  expectations: readonly Expectation[],
  { views, reader }: Pick<RegistrySession, 'views' | 'reader'>,
  options: RegistryOptions,
  { terminal }: CommandContext,
): Promise<Settled[]> => {
  if (!options.wait) return Promise.resolve([]);
  return awaitPlan(expectations, views, reader, options.timeout * 1000, (model, reason) =>
    terminal.err(`${terminal.errStyle.yellow('!')} ${plainText(model)} has no such plan yet: ${plainText(reason)}\n`),
  );
};

const reasonOf = (
  { expectation, progress }: Settled,
  views: RegistryViews,
  timeoutSeconds: number,
): string | undefined => {
  if (progress.kind === 'refused') return progress.reason;
  if (progress.kind === 'inForce') return undefined;
  const why = views.planningFault(expectation.model) ?? 'is the planner running?';
  return `no ${expectation.what.replace(/^a /, '')} came within ${timeoutSeconds} s: ${why}`;
};

function printText(noun: string, changes: readonly Changed[], settled: readonly Settled[], terminal: Terminal): void {
  const style = terminal.outStyle;
  for (const { name, change } of changes)
    terminal.out(`  ${paintOf(change, style)} ${noun} ${style.bold(plainText(name))}\n`);
  const epochs = new Map(
    settled.flatMap(({ expectation, progress }) =>
      progress.kind === 'inForce' && progress.epoch !== undefined ? [[expectation.model, progress.epoch]] : [],
    ),
  );
  for (const [model, epoch] of epochs)
    terminal.out(`  ${style.dim(`in force with plan ${epoch} of ${plainText(model)}`)}\n`);
}

/** Prints what a change of the registry did; the exit status is 1 where it did not come into force. */
export function reportChanges(
  noun: 'app' | 'model',
  changes: readonly Changed[],
  settled: readonly Settled[],
  views: RegistryViews,
  options: RegistryOptions,
  context: CommandContext,
): void {
  const { terminal } = context;
  const reasons = settled.flatMap((one) => reasonOf(one, views, options.timeout) ?? []);
  if (options.json)
    printJson(terminal, { changes, waited: options.wait, inForce: options.wait && reasons.length === 0, reasons });
  else printText(noun, changes, settled, terminal);
  for (const reason of reasons) terminal.err(`${terminal.errStyle.red('✗')} ${plainText(reason)}\n`);
  if (reasons.length > 0) context.exitWith(1);
}
