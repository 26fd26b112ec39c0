import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { duration, finding, json } from '../options/common-options';

/** Options of a command that changes the registry. */
export interface RegistryOptions {
  readonly json?: boolean;
  readonly wait: boolean;
  /** Longest wait for a plan, seconds. */
  readonly timeout: number;
}

/** What `apps` and `models` do, each with what is its own. */
export interface RegistryActions {
  apply(file: string, options: RegistryOptions, context: CommandContext): Promise<void>;
  list(options: { json?: boolean }, context: CommandContext): Promise<void>;
  remove(name: string, options: RegistryOptions, context: CommandContext): Promise<void>;
}

/** Adds `apply`, `list` and `remove` of what a noun names; `fields` says what an entry of a file holds. */
export function addRegistryCommand(
  program: Command,
  { noun, fields }: { readonly noun: 'app' | 'model'; readonly fields: string },
  actions: RegistryActions,
  context: CommandContext,
): Command {
  const registry = program.command(`${noun}s`).description(`register, list and remove ${noun}s of the running system`);
  withWaiting(registry.command('apply'))
    .description(`create or change the ${noun}s in FILE; all are checked before any is written`)
    .argument('<file>', `YAML or JSON, one object, a list, or several documents: ${fields}`)
    .action((file: string, options: RegistryOptions) => actions.apply(file, options, context));
  registry
    .command('list')
    .description(`list the registered ${noun}s`)
    .option(...json)
    .addHelpText('after', finding)
    .action((options: { json?: boolean }) => actions.list(options, context));
  withWaiting(registry.command('remove'))
    .description(`remove one ${noun}`)
    .argument('<name>')
    .action((name: string, options: RegistryOptions) => actions.remove(name, options, context));
  return registry;
}

/** Options of a command after which a plan with the change is waited for. */
export const withWaiting = (command: Command): Command =>
  command
    .option('--no-wait', 'do not wait until a plan with the change is in force')
    .addOption(duration('--timeout <duration>', 'longest wait for that plan', 30))
    .option(...json)
    .addHelpText('after', finding);
