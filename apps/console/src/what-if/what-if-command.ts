import { calibratedProfile, uncalibrated } from '@harmonybatch/model';
import { commandLine } from '../command-line/command-line';
import { warmUpSeconds } from './simulated';
import type { ModelTask } from './what-if-task';

/** Ends what stands behind the command: in JSON of one line it cannot stand alone. */
const end = 'END';

/** The same on a command line, with so many simulated seconds: the apps and the model stand behind it, and a shell replaces nothing in them. */
export function whatIfCommand(
  { model, inForce, terms, apps }: ModelTask,
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
): string {
  const { overheadMs, holding, assumedCards = {}, calibration = uncalibrated } = inForce;
  const words = [
    ...(seconds === 0 ? ['plan'] : ['simulate']),
    '/dev/stdin',
    ...['--strategy', terms.strategy, '--prices', terms.prices, '--catalogue', terms.catalogue],
    ...['--overhead', String(overheadMs)],
    ...(holding === 'on-demand' ? ['--on-demand'] : []),
    ...Object.entries(assumedCards).flatMap(([card, gpuType]) => ['--assume-card', `${card}=${gpuType}`]),
    ...(seconds === 0 ? [] : ['--fixed', '--duration', `${seconds}s`, '--warm-up', `${warmUpSeconds}s`]),
    ...(seconds === 0 ? [] : ['--seed', String(seed)]),
  ];
  const file = {
    model: model.name,
    profile: calibratedProfile(model.profile, calibration),
    ...(model.maxItemBytes === undefined ? {} : { maxItemBytes: model.maxItemBytes }),
    apps,
  };
  return `${commandLine(...words)} <<'${end}'\n${JSON.stringify(file)}\n${end}`;
}
