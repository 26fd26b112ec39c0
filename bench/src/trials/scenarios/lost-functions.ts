import { saidOnce, saidOnceEach, verdict } from '../judgement/promises';
import { Stage, type StageVerdicts } from '../stage';
import type { EmulatedFunction, FunctionFaults } from '../system/emulator-control';
import type { Trial } from '../trial';
import { model, steadyApps } from './apps';

const calmMs = 30_000;
const mendTimeoutMs = 60_000;

const canRun = ({ state, instances }: EmulatedFunction): boolean =>
  state === 'Active' && instances.some((instance) => instance.state === 'ready');

/** Every function of the plan is broken at once under traffic, and mended by the planner. */
export const brokenFunctions = (about: string, faults: FunctionFaults): Trial => ({
  about,
  minutes: 2,
  run: (session) => Stage.play(session, { model, apps: steadyApps }, (stage) => script(stage, faults)),
});

async function script(stage: Stage, faults: FunctionFaults): Promise<StageVerdicts> {
  const { emulator, logs } = stage.system;
  await stage.begin();
  stage.phase('before');
  await stage.wait(calmMs);
  const names = stage.planned();
  const fromMs = stage.phase('broken');
  await Promise.all(names.map((name) => emulator.breakFunction(name, faults)));
  const isMended = (functions: readonly EmulatedFunction[]): boolean =>
    names.every((name) => functions.some((one) => one.name === name && canRun(one)));
  const mended = await stage.until(isMended, mendTimeoutMs);
  const untilMs = Date.now();
  stage.outages.push({ fromMs, untilMs });
  await stage.wait(settleMs);
  stage.phase('after');
  await stage.wait(calmMs);
  const found = logs.lines({ service: 'planner', message: /recreating it$/, fromMs });
  const done = logs.lines({ service: 'planner', message: /^a function was recreated$/, fromMs });
  const seen = logs.lines({ service: 'dispatcher', message: /^a function (failed|no longer exists)/, fromMs });
  return {
    calm: ['before', 'after'],
    facts: { functions: names.length, 'away for s': ((untilMs - fromMs) / 1_000).toFixed(1) },
    verdicts: [
      verdict('the functions can be called again', mended ? 'yes' : `not within ${mendTimeoutMs} ms`, mended),
      saidOnce('each function is mended', found, names.length),
      saidOnce('each function was mended', done, names.length),
      saidOnceEach('batches cannot be run', seen),
    ],
  };
}

/** What gathered meanwhile is answered by then. */
const settleMs = 5_000;
