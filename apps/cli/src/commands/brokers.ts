import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { finding } from '../options/common-options';
import { findSystem } from '../system/find-system';

/** `harmonybatch brokers`. */
export function addBrokers(program: Command, { terminal, env, folder }: CommandContext): void {
  program
    .command('brokers')
    .description(
      'print the brokers of the running system, for other Kafka clients: kcat -b "$(harmonybatch brokers)" …',
    )
    .addHelpText('after', finding)
    .action(() => terminal.out(`${findSystem(env, folder).brokers.join(',')}\n`));
}
