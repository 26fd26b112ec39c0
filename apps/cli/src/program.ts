import { projectVersion } from '@harmonybatch/service-kit/program';
import { Command } from 'commander';
import { addAcls } from './commands/acls';
import { addApps } from './commands/apps';
import { addBrokers } from './commands/brokers';
import { addCalibration } from './commands/calibration';
import { addDeadLetters } from './commands/dead-letters';
import { addExperiments } from './commands/experiments';
import { addFunctions } from './commands/functions';
import { addKeys } from './commands/keys';
import { addModels } from './commands/models';
import { addPlan } from './commands/plan';
import { addProfile } from './commands/profile';
import { addReplay } from './commands/replay';
import { addSend } from './commands/send';
import { addShadow } from './commands/shadow';
import { addSimulate } from './commands/simulate';
import { addSize } from './commands/size';
import type { CommandContext } from './context';

/** In the order of the help. */
const commands = [
  addPlan,
  addSimulate,
  addSize,
  addExperiments,
  addProfile,
  addShadow,
  addModels,
  addApps,
  addKeys,
  addAcls,
  addCalibration,
  addFunctions,
  addSend,
  addReplay,
  addDeadLetters,
  addBrokers,
];

/** The whole command line. Failures come as `Refusal` and commander's own errors. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('harmonybatch')
    .description(
      'Batches the inference requests of many apps, each with its own SLO, onto functions at the least cost.',
    )
    .version(projectVersion())
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text),
      writeErr: (text) => context.terminal.err(text),
    });
  for (const add of commands) add(program, context);
  return program;
}
