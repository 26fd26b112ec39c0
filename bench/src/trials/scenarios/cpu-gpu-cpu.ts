import type { PlanPublished } from '@harmonybatch/contracts';
import { verdict } from '../judgement/promises';
import { Stage, type StageVerdicts } from '../stage';
import type { Trial } from '../trial';
import { fewRequests, manyTimes, model } from './apps';

const calmMs = 40_000;
const changeTimeoutMs = 90_000;

/** Rates rise until a card is cheaper, and fall again; the planner finds that out itself. */
export const cpuGpuCpu: Trial = {
  about: 'rates move the plan from CPU to GPU functions and back under load',
  minutes: 4,
  run: (session) => Stage.play(session, { model, apps: fewRequests }, script),
};

const isOf =
  (type: 'cpu' | 'gpu') =>
  ({ groups }: PlanPublished): boolean =>
    groups.length > 0 && groups.every((group) => group.function.type === type);

async function script(stage: Stage): Promise<StageVerdicts> {
  await stage.begin();
  stage.phase('few, on CPU');
  await stage.wait(calmMs);
  const before = stage.plans.last?.value;
  const toGpu = await moveTo(stage, 'gpu', manyTimes);
  stage.phase('many, on GPU');
  await stage.wait(calmMs);
  const toCpu = await moveTo(stage, 'cpu', 1);
  stage.phase('few again, on CPU');
  await stage.wait(calmMs);
  const refused = stage.system.logs.lines({ service: 'dispatcher', message: /^a function (failed|no longer exists)/ });
  return {
    calm: ['few, on CPU', 'many, on GPU', 'few again, on CPU'],
    verdicts: [
      verdict(
        'the first plan is on CPU',
        before === undefined ? 'no plan' : kinds(before),
        before !== undefined && isOf('cpu')(before),
      ),
      verdict('many requests go to GPU functions', toGpu, toGpu !== never),
      verdict('few go back to CPU functions', toCpu, toCpu !== never),
      verdict('no invocation meets a function that is not ready', `${refused.length} lines`, refused.length === 0),
    ],
  };
}

const never = 'never';
const kinds = ({ groups }: PlanPublished): string => groups.map((group) => group.function.type).join();

/** @returns after how long the plan had moved */
async function moveTo(stage: Stage, type: 'cpu' | 'gpu', factor: number): Promise<string> {
  const fromMs = stage.phase(`to ${type.toUpperCase()}`);
  stage.flow(factor);
  const plan = await stage.plans.first(isOf(type), { fromMs, timeoutMs: changeTimeoutMs });
  return plan === undefined ? never : `after ${((plan.atMs - fromMs) / 1_000).toFixed(1)} s`;
}
