import { saidOnce, verdict } from '../judgement/promises';
import { Stage, type StageVerdicts } from '../stage';
import type { Trial } from '../trial';
import { fewRequests, manyTimes, model } from './apps';

const changeTimeoutMs = 90_000;
/** A function that no plan names is kept for a minute, and its instances are known for a while longer. */
const removalTimeoutMs = 150_000;
const lingerMs = '8000';

/** A plan is replaced; its functions cannot be deleted while their instances are still there. */
export const removal: Trial = {
  about: 'functions of an old plan are removed although their instances take a while to end',
  minutes: 4,
  run: (session) =>
    Stage.play(
      session,
      { model, apps: fewRequests, systemOf: () => ({ emulatorEnv: { FC_EMULATOR_INSTANCE_RELEASE_MS: lingerMs } }) },
      script,
    ),
};

async function script(stage: Stage): Promise<StageVerdicts> {
  await stage.begin();
  const old = stage.planned();
  const fromMs = stage.phase('replaced');
  stage.flow(manyTimes);
  const isOther = (names: readonly string[]): boolean => names.length > 0 && names.every((name) => !old.includes(name));
  const replaced = await stage.plans.first(({ groups }) => isOther(groups.map(({ functionName }) => functionName)), {
    fromMs,
    timeoutMs: changeTimeoutMs,
  });
  stage.phase('old functions go');
  const gone = await stage.until((functions) => functions.every(({ name }) => !old.includes(name)), removalTimeoutMs);
  const { logs } = stage.system;
  const failed = logs.lines({ service: 'planner', message: /^a function could not be removed/, fromMs });
  return {
    calm: ['old functions go'],
    facts: { 'old functions': old.length },
    verdicts: [
      verdict('another plan replaces the first', replaced === undefined ? 'no' : 'yes', replaced !== undefined),
      verdict('all functions of the first one are removed', gone ? 'yes' : 'no', gone),
      saidOnce(
        'each was removed',
        logs.lines({ service: 'planner', message: /^a function was removed$/, fromMs }),
        old.length,
      ),
      verdict('that instances are left is no fault', `${failed.length} lines`, failed.length === 0),
    ],
  };
}
