import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import { catalogues, priceBooks } from '@harmonybatch/model';
import { plan, planRequestOf, type AppDemand, type PlanRequest } from '@harmonybatch/planning';
import { lookup } from '../documents/fields';

/** What one app would cost if no other shared its functions. */
export type Alone =
  { readonly kind: 'planned'; readonly costPerRequest: number } | { readonly kind: 'unknown'; readonly reason: string };

/** Plans one app by itself at the rate that was observed, on the terms of the live plan. */
export function costAlone(
  app: { readonly name: string; readonly sloMs: number; readonly rateHz: number },
  live: PlanPublished | undefined,
  model: ModelProfiled | undefined,
): Alone {
  if (live === undefined || model === undefined) return { kind: 'unknown', reason: 'no plan was in force' };
  const prices = lookup(priceBooks, live.prices);
  const catalogue = lookup(catalogues, live.catalogue);
  if (prices === undefined || catalogue === undefined) {
    return { kind: 'unknown', reason: `prices ${live.prices} or catalogue ${live.catalogue} are unknown here` };
  }
  if (!(app.rateHz > 0)) return { kind: 'unknown', reason: 'no request was sent' };
  const { strategy, overheadMs, assumedCards = {}, holding = 'warm' } = live;
  const terms = { strategy, prices, catalogue, overheadMs, assumedCards, holding };
  return aloneOf(planRequestOf(model, terms, [app]), app);
}

/** Plans one app by itself on the terms of a request for several. */
export function aloneOf(request: PlanRequest, app: AppDemand): Alone {
  const result = plan({ ...request, apps: [app] });
  if (result.kind === 'planned') return { kind: 'planned', costPerRequest: result.plan.expected.costPerRequest };
  return { kind: 'unknown', reason: 'alone its SLO cannot be met' };
}
