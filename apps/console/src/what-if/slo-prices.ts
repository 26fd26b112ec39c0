import type { SloPrices } from '@harmonybatch/console-api';
import { limits, type PlanPublished } from '@harmonybatch/contracts';
import { plan } from '@harmonybatch/planning';
import { appsOf, requestOfPlan } from '../plans/terms-of-plan';
import { planned } from './planning-task';
import type { SloPricesTask } from './what-if-task';
import { secondsPerHour } from '../money/seconds-per-hour';

/** SLOs that are priced, as parts of the app's own. */
const ladder = [1, 0.9, 1.15, 0.8, 1.3, 0.7, 1.5, 0.6, 2, 0.5, 3];
/** No rung is begun after this, ms. */
const withinMs = 12_000;
/** No function answers so fast. */
const impossibleSloMs = 0.001;

/** What all apps of a model cost, by the SLO of one of them; those nearest to its own first where time is short. */
export function sloPrices(task: SloPricesTask): SloPrices {
  const untilMs = performance.now() + withinMs;
  const app = task.apps.find(({ name }) => name === task.app)!;
  const tightestSloMs = tightestOf(task);
  const rungs = [
    ...ladder.map((part) => Math.round(part * app.sloMs)),
    ...(tightestSloMs === null ? [] : [tightestSloMs]),
  ];
  const wanted = [...new Set([app.sloMs, ...rungs])].filter(
    (sloMs) => sloMs >= (tightestSloMs ?? Infinity) && sloMs <= limits.maxSloMs,
  );
  const prices: SloPrices['prices'] = [];
  let looked = 0;
  for (const sloMs of wanted) {
    if (performance.now() > untilMs) break;
    const apps = task.apps.map((one) => (one.name === app.name ? { ...one, sloMs } : one));
    const made = planned(task, apps, untilMs);
    if (performance.now() > untilMs) break; // it may be dearer than it had to be
    looked += 1;
    if (serves(made, app.name)) prices.push({ sloMs, perHour: made.costPerSecond * secondsPerHour });
  }
  return {
    app: app.name,
    rateHz: app.rateHz,
    currency: task.inForce.currency,
    tightestSloMs,
    ladder: { looked, of: wanted.length },
    prices: prices.sort((one, other) => one.sloMs - other.sloMs),
  };
}

/** The tightest SLO that any function can keep for the app, whole ms; null where the model runs on none. */
function tightestOf({ app: name, apps, inForce, model }: SloPricesTask): number | null {
  const asked = apps.find((one) => one.name === name)!;
  const known = appsOf(inForce).find((one) => one.name === name);
  const overhead = known?.overheadMs === undefined ? {} : { overheadMs: known.overheadMs };
  const request = requestOfPlan(inForce, model, [{ ...asked, ...overhead, sloMs: impossibleSloMs }]);
  const result = request === null ? null : plan(request);
  return result?.kind === 'unattainable' ? (result.apps[0]?.tightestSloMs ?? null) : null;
}

const serves = ({ groups }: PlanPublished, name: string): boolean =>
  groups.some(({ apps }) => apps.some((app) => app.name === name));
