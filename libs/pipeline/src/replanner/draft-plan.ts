import {
  planVersionOf,
  type AppRegistered,
  type ModelProfiled,
  type PlanPublished,
  type PlanReason,
  type PublishedGroup,
} from '@harmonybatch/contracts';
import {
  plan,
  planRequestOf,
  termsShown,
  type AppDemand,
  type Plan,
  type PlanRequest,
  type UnattainableApp,
} from '@harmonybatch/planning';
import { functionNameOf, groupIdOf } from './content-names';
import { functionPrice } from './function-price';
import type { ReplannerConfig } from './replanner-config';
import { sizeSlackMs } from './size-slack';

export interface DraftInput {
  readonly model: ModelProfiled;
  readonly apps: readonly AppRegistered[];
  readonly rateOf: (app: AppRegistered) => number;
  readonly reason: PlanReason;
  readonly config: ReplannerConfig;
  /** For `planningMs` only. */
  readonly monotonicMs: () => number;
  readonly nowMs: number;
}

/** Plans a model's apps; apps that no function can serve are left out and named. */
export function draftPlan(input: DraftInput): PlanPublished {
  const { model, apps, rateOf, config } = input;
  const demands = apps.map((app): AppDemand => {
    const { name, sloMs, attainment } = app;
    return { name, sloMs, rateHz: rateOf(app), ...(attainment === undefined ? {} : { attainment }) };
  });
  const request = planRequestOf(model, config, demands);
  const startMs = input.monotonicMs();
  const { planned, unservable, notes } = planServable(request);
  return { ...published(input, planned, unservable, input.monotonicMs() - startMs), ...termsOf(request), notes };
}

interface Servable {
  readonly planned: Plan | null;
  readonly unservable: readonly UnattainableApp[];
  readonly notes: string[];
}

function planServable(request: PlanRequest): Servable {
  const result = plan(request);
  if (result.kind === 'invalid') throw new Error(`the registry let a wrong app pass: ${result.faults.join('; ')}`);
  if (result.kind === 'planned') return { planned: result.plan, unservable: [], notes: [...result.plan.notes] };
  const left = request.apps.filter((app) => !result.apps.some(({ name }) => name === app.name));
  if (left.length === 0) return { planned: null, unservable: result.apps, notes: [...result.notes] };
  return { ...planServable({ ...request, apps: left }), unservable: result.apps };
}

/** What the plan was made with, as its record says it. */
function termsOf(
  request: PlanRequest,
): Pick<PlanPublished, 'overheadMs' | 'holding' | 'assumedCards' | 'maxItemBytes'> {
  const terms = termsShown(request);
  return { ...terms, assumedCards: { ...terms.assumedCards } };
}

function published(
  { model, reason, config, nowMs }: DraftInput,
  planned: Plan | null,
  unservable: readonly UnattainableApp[],
  planningMs: number,
): Omit<PlanPublished, 'overheadMs' | 'notes'> {
  return {
    model: model.name,
    modelVersion: planVersionOf(model),
    strategy: config.strategy,
    prices: config.prices.name,
    catalogue: config.catalogue.name,
    currency: config.prices.currency,
    reason,
    plannedAtMs: nowMs,
    planningMs,
    costPerRequest: planned?.expected.costPerRequest ?? 0,
    costPerSecond: planned?.expected.costPerSecond ?? 0,
    groups: planned === null ? [] : publishedGroups(planned, model, config),
    unservable: unservable.map((app) => ({ ...app })),
  };
}

function publishedGroups(
  planned: Plan,
  model: ModelProfiled,
  { functionPrefix: prefix, sizeAwareDeadlines, prices }: ReplannerConfig,
): PublishedGroup[] {
  return planned.groups.map(({ expectedCostPerRequest, ...group }) => {
    const functionName = functionNameOf(prefix, model, group.function);
    const price = functionPrice(prices, group.function);
    const slackMs = sizeAwareDeadlines ? sizeSlackMs(model.profile, group) : undefined;
    return {
      ...group,
      costPerRequest: expectedCostPerRequest,
      ...(price === undefined ? {} : { price }),
      ...(slackMs === undefined ? {} : { slackMs }),
      id: groupIdOf(group, functionName, slackMs),
      functionName,
      apps: group.apps.map((app) => ({ ...app })),
    };
  });
}
