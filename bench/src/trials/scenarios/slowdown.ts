import { verdict } from '../judgement/promises';
import { Stage, type StageVerdicts } from '../stage';
import { SlowFunctions } from '../system/slow-functions';
import type { Trial } from '../trial';
import { model, steadyApps } from './apps';

const factor = 1.4;
const calmMs = 40_000;
const noticeTimeoutMs = 60_000;

/**
 * All functions of the kind that the plan is on take longer than they did, those that are made meanwhile as well, and nobody
 * says so. A kind that runs nothing is left alone: nobody could know of it.
 */
export const slowdown: Trial = {
  about: `all functions of the plan’s kind silently take ${Math.round(100 * (factor - 1))} % longer, and later no longer`,
  minutes: 5,
  run: (session) => Stage.play(session, { model, apps: steadyApps }, script),
};

async function script(stage: Stage): Promise<StageVerdicts> {
  await stage.begin();
  stage.phase('before');
  await stage.wait(calmMs);
  const slow = new SlowFunctions(stage, factor);
  const slowed = await noticed(stage, 'slower', () => slow.begin());
  stage.phase('slow, re-planned');
  await stage.wait(calmMs);
  const ended = await noticed(stage, 'quicker', () => slow.end());
  stage.phase('after');
  await stage.wait(calmMs);
  const said = stage.system.logs.lines({ service: 'planner', message: /^executions take other times/ });
  return {
    calm: ['before', 'slow, re-planned', 'after'],
    facts: { 'calibrations said': said.length },
    verdicts: [...slowed, ...ended],
  };
}

/** Calibrated anew and planned anew within a minute. */
async function noticed(stage: Stage, name: string, begin: () => Promise<void>) {
  const fromMs = stage.phase(name);
  await begin();
  const endMs = fromMs + noticeTimeoutMs;
  const within = { fromMs, timeoutMs: noticeTimeoutMs };
  const [calibration, plan] = await Promise.all([
    stage.calibrations.first(() => true, within),
    stage.plans.first(({ reason }) => reason === 'calibration', within),
  ]);
  // What is promised is promised from then on: a first correction may lead to functions that are not known to be slow yet.
  await stage.wait(Math.max(0, endMs - Date.now()));
  const after = (atMs: number): string => `after ${((atMs - fromMs) / 1_000).toFixed(1)} s`;
  return [
    verdict(
      `functions that are ${name} are noticed within a minute`,
      calibration === undefined
        ? 'no'
        : `${after(calibration.atMs)}, CPU × ${calibration.value.cpu.toFixed(2)}, GPU × ${calibration.value.gpu.toFixed(2)}`,
      calibration !== undefined,
    ),
    verdict(
      `functions that are ${name} bring another plan within a minute`,
      plan === undefined ? 'no' : after(plan.atMs),
      plan !== undefined,
    ),
  ];
}
