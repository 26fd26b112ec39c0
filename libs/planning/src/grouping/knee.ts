import { funcProvision } from '../provisioning/func-provision';
import type { PlanningContext } from '../provisioning/provision';

const minRateHz = 0.01;
const maxRateHz = 40;
const precisionHz = 0.01;

/**
 * `knee(s)`: the rate at which, for one app with SLO `s`, a GPU function becomes the cheaper one; req/s, to 0.01.
 * 40, the end of the search, where it never does up to there.
 */
export function kneeRateHz(context: PlanningContext, sloSeconds: number): number {
  const gpuIsCheaper = (rateHz: number): boolean =>
    funcProvision(context, [{ name: 'knee', sloSeconds, rateHz, reach: 1 }])?.shape.type === 'gpu';
  let low = minRateHz;
  let high = maxRateHz;
  while (high - low > precisionHz) {
    const middle = (low + high) / 2;
    if (gpuIsCheaper(middle)) high = middle;
    else low = middle;
  }
  return high;
}
