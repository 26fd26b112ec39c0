import { verdict } from '../judgement/promises';
import { Stage, type StageVerdicts } from '../stage';
import { imageOf } from '../system/trial-system';
import type { Trial } from '../trial';
import { model, steadyApps } from './apps';

const calmMs = 30_000;
const missingMs = 45_000;
const mendTimeoutMs = 90_000;
const newVersion = '2';

/** The model gets a version whose image is not in the registry, and later is. */
export const imageMissing: Trial = {
  about: 'a new version of the model has an image that does not exist: the old plan goes on serving',
  minutes: 3,
  run: (session) => Stage.play(session, { model, apps: steadyApps }, script),
};

async function script(stage: Stage): Promise<StageVerdicts> {
  const { emulator, logs } = stage.system;
  await stage.begin();
  stage.phase('before');
  await stage.wait(calmMs);
  const fromMs = stage.phase('missing');
  const old = stage.planned();
  await emulator.changeAccount({ missingImages: [imageOf(model, newVersion)] });
  await stage.system.registerModel(model, newVersion);
  await stage.wait(missingMs);
  const kept = stage.planned().every((name) => old.includes(name));
  const said = logs.lines({ service: 'planner', message: /could not be put in force/, fromMs });
  const namesImage = JSON.stringify(said[0]?.fields ?? {}).includes('image not found');
  stage.phase('there');
  const thereMs = Date.now();
  await emulator.changeAccount({ missingImages: [] });
  const isNew = ({ modelVersion }: { modelVersion: string }): boolean => modelVersion.startsWith(newVersion);
  const plan = await stage.plans.first(isNew, { fromMs: thereMs, timeoutMs: mendTimeoutMs });
  stage.phase('after');
  await stage.wait(calmMs);
  return {
    calm: ['before', 'missing', 'there', 'after'],
    verdicts: [
      verdict('the old plan stays in force', kept ? 'yes' : stage.planned().join(), kept),
      verdict('the log says once why there is no new one', `${said.length} lines`, said.length === 1),
      verdict('it names the image', namesImage ? 'yes' : 'no', namesImage),
      verdict(
        'the new plan comes once the image is there',
        plan === undefined ? 'no' : `after ${((plan.atMs - thereMs) / 1000).toFixed(1)} s`,
        plan !== undefined,
      ),
    ],
  };
}
