import type { AcceptedFields, AppRegistered } from '@harmonybatch/contracts';
import { canStillBeMet, minLatencyMs } from '../records/deadline';
import type { PlanBoard } from '../registry/plan-board';
import type { Refusal } from './decision';

const smallestBatch = 1;

/** Why no request of the app can be served, as the plan in force says; null where it can. */
export function unservableRefusal(app: AppRegistered, board: PlanBoard): Refusal | null {
  const unservable = board.unservable(app.model, app.name);
  if (unservable === undefined || unservable.sloMs !== app.sloMs) return null;
  return {
    code: 'slo_unattainable',
    field: '/app',
    message: unservable.message,
    hint:
      unservable.tightestSloMs === null
        ? `Register model ${app.model} with a profile that a function can run.`
        : `Register the app with an SLO of at least ${unservable.tightestSloMs} ms.`,
  };
}

/**
 * Why a request's own `sloMs` cannot be met, however soon it is run: the function that runs the app's requests takes
 * longer. Null where it may be met, where late answers are wanted too, and while there is no plan.
 */
export function ownSloRefusal(request: AcceptedFields, asked: number | undefined, board: PlanBoard): Refusal | null {
  const { app, model, identity, sloMs, arrivedAtMs, whenLate } = request;
  const route = board.routeOf(model, app, identity);
  if (asked === undefined || route === undefined || whenLate === 'serve') return null;
  if (canStillBeMet(arrivedAtMs + sloMs, route.group, smallestBatch, arrivedAtMs)) return null;
  const minMs = Math.ceil(minLatencyMs(route.group, smallestBatch));
  return {
    code: 'slo_unattainable',
    field: '/sloMs',
    message: `the request asks for ${asked} ms, and the function that runs requests of app "${app}" takes at least ${minMs} ms`,
    hint: `Send it under another id with an sloMs well above ${minMs}, or without, so that the app's own SLO holds.`,
  };
}
