import { plan, type PlanResult } from './make-plan';
import type { PlanRequest } from './plan-request';

/** What each app would get and pay if it had a function of its own: one result an app, in the order given. */
export const planAlone = (request: PlanRequest): PlanResult[] =>
  request.apps.map((app) => plan({ ...request, apps: [app] }));
