import { verdict } from '../judgement/promises';
import { Stage, type StageVerdicts } from '../stage';
import type { Trial } from '../trial';
import { demandingApps, model } from './apps';

const instances = 8;
const settleMs = 30_000;
const calmMs = 60_000;

/** What an account has on its first day. */
export const firstDay: Trial = {
  about: `the first day on an account that may have ${instances} instances`,
  minutes: 3,
  run: (session) =>
    Stage.play(
      session,
      {
        model,
        apps: demandingApps,
        systemOf: () => ({ emulatorEnv: { FC_EMULATOR_MAX_INSTANCES: `${instances}` } }),
      },
      script,
    ),
};

async function script(stage: Stage): Promise<StageVerdicts> {
  await stage.begin(settleMs);
  const fromMs = stage.phase('first day');
  await stage.wait(calmMs);
  const plan = stage.plans.last?.value;
  const warm = new Map(plan?.groups.map(({ functionName, warmInstances }) => [functionName, warmInstances]));
  const kept = [...warm.values()].reduce((sum, count) => sum + count, 0);
  const said = stage.system.logs.lines({ service: 'planner', message: /keeps no more instances warm/ });
  const refused = stage.system.logs.lines({ service: 'dispatcher', message: /^a function failed/, fromMs });
  return {
    calm: ['first day'],
    facts: { 'warm instances of the plan': kept, 'instance limits': JSON.stringify(plan?.instanceLimits ?? null) },
    verdicts: [
      verdict('the plan fits the quota', kept, kept <= instances),
      verdict(
        'the plan says that it was limited',
        JSON.stringify(plan?.instanceLimits ?? null),
        plan?.instanceLimits !== undefined,
      ),
      verdict('the log says so once', `${said.length} lines`, said.length === 1),
      verdict('no batch is refused for the quota', `${refused.length} lines`, refused.length === 0),
    ],
  };
}
