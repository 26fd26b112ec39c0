import {
  functionCallOf,
  modelVersionOf,
  type ModelProfiled,
  type PlanPublished,
  type PublishedGroup,
} from '@harmonybatch/contracts';
import { priceBooks, pricePerSecond, type FunctionShape, type PriceBook } from '@harmonybatch/model';
import {
  plan,
  planRequestOf,
  termsShown,
  type AppDemand,
  type Plan,
  type PricedGroup,
  type PlanRequest,
  type UnattainableApp,
} from '@harmonybatch/planning';
import type { PlanningTask } from './plan-maker';
import { functionNameOf, groupIdOf } from './content-names';
import type { ReplannerOptions } from '../replanner-options';
import { sizeSlackMs } from './size-slack';

/** How long planning took, and when it has to end. */
export interface PlanningClock {
  readonly monotonicMs: () => number;
  /** Whether the best plan found so far has to do; absent where planning may take as long as it does. */
  readonly shouldStop?: () => boolean;
}

/** Plans a model's apps; apps that no function can serve are left out and named. */
export function draftPlan(task: PlanningTask, time: PlanningClock): PlanPublished {
  const { model, apps, ratesHz, config } = task;
  const demands = apps.map(({ name, sloMs, attainment }): AppDemand => {
    const rateHz = ratesHz.get(name) ?? config.unknownRateHz;
    return { name, sloMs, rateHz, attainment };
  });
  const request = { ...planRequestOf(model, config, demands), shouldStop: time.shouldStop };
  const startMs = time.monotonicMs();
  const { planned, unservable, notes } = planServable(request);
  return { ...published(task, planned, unservable, time.monotonicMs() - startMs), ...termsOf(request), notes };
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
  const unattainable = new Set(result.apps.map(({ name }) => name));
  const left = request.apps.filter(({ name }) => !unattainable.has(name));
  if (left.length === 0) return { planned: null, unservable: result.apps, notes: [...result.notes] };
  const rest = planServable({ ...request, apps: left });
  return { ...rest, unservable: [...result.apps, ...rest.unservable] };
}

/** What the plan was made with, as its record says it. */
function termsOf(
  request: PlanRequest,
): Pick<PlanPublished, 'overheadMs' | 'holding' | 'assumedCards' | 'maxItemBytes'> {
  const terms = termsShown(request);
  return { ...terms, assumedCards: { ...terms.assumedCards } };
}

function published(
  { model, apps, reason, config, settings, nowMs }: PlanningTask,
  planned: Plan | null,
  unservable: readonly UnattainableApp[],
  planningMs: number,
): Omit<PlanPublished, 'overheadMs' | 'notes'> {
  const attainments = new Map(apps.map(({ name, attainment }) => [name, attainment]));
  return {
    model: model.name,
    modelVersion: modelVersionOf(model),
    strategy: config.strategy,
    prices: config.prices.name,
    catalogue: config.catalogue.name,
    currency: config.prices.currency,
    reason,
    plannedAtMs: nowMs,
    planningMs,
    call: functionCallOf(model),
    costPerRequest: planned?.expected.costPerRequest ?? 0,
    costPerSecond: planned?.expected.costPerSecond ?? 0,
    groups: planned === null ? [] : publishedGroups(planned.groups.map(priced), model, config),
    settings,
    unservable: unservable.map((app) => ({ ...app, attainment: attainments.get(app.name) })),
  };
}

/** A group with the instances of its function. */
export type FunctionedGroup = Omit<PricedGroup, 'expectedCostPerRequest'>;

/** What is published is the price that is expected of a group, whatever its strategy takes it for. */
const priced = ({ expectedCostPerRequest, ...group }: PricedGroup): FunctionedGroup => ({
  ...group,
  costPerRequest: expectedCostPerRequest,
});

/** The groups of a plan as they are published: under the names of their content, with instances to keep warm. */
export function publishedGroups(
  planned: readonly FunctionedGroup[],
  model: ModelProfiled,
  { functionPrefix: prefix, sizeAwareDeadlines, prices }: ReplannerOptions,
): PublishedGroup[] {
  return planned.map((group) => {
    const functionName = functionNameOf(prefix, model, group.function);
    const slackMs = sizeAwareDeadlines ? sizeSlackMs(model.profile, group) : undefined;
    return {
      ...group,
      price: functionPrice(prices, group.function),
      slackMs,
      id: groupIdOf(group, functionName, slackMs),
      functionName,
      apps: group.apps.map((app) => ({ ...app })),
    };
  });
}

/**
 * What running a function costs, for who runs it and does not have the price book; undefined for a book that ships, which
 * everybody has.
 */
export function functionPrice(prices: PriceBook, shape: FunctionShape): PublishedGroup['price'] {
  if (Object.hasOwn(priceBooks, prices.name)) return undefined;
  const { currency, perInvocation, billingStepSeconds } = prices;
  const perSecond = pricePerSecond(prices, shape);
  return { currency, perSecond, perInvocation, billingStepSeconds: billingStepSeconds[shape.type] };
}
