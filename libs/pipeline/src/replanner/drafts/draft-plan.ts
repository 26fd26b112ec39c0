import {
  functionCallOf,
  modelVersionOf,
  type ModelProfiled,
  type PlanPublished,
  type PublishedGroup,
} from '@harmonybatch/contracts';
import {
  priceBooks,
  pricePerSecond,
  sameFactors,
  uncalibrated,
  type FunctionShape,
  type ModelProfile,
  type PriceBook,
} from '@harmonybatch/model';
import { planRequestOf, termsShown, type AppDemand, type PlanRequest, type PricedGroup } from '@harmonybatch/planning';
import type { PlanningTask } from './plan-maker';
import { calibrationNotes } from '../../calibration/calibration-notes';
import { wayNotes } from '../../way/way-notes';
import { reservedMsOf } from '../../way/way-reserves';
import { functionNameOf, groupIdOf } from './content-names';
import { withFunctionTimeouts } from '../functions/function-timeout';
import type { ReplannerOptions } from '../replanner-options';
import { servablePlan, type ServablePlan } from './servable-plan';
import { sizeSlackMs } from './size-slack';

/** How long planning took, and when it has to end. */
export interface PlanningClock {
  readonly monotonicMs: () => number;
  /** Whether the best plan found so far has to do; absent where planning may take as long as it does. */
  readonly shouldStop?: () => boolean;
}

/** Plans a model's apps; apps that no function can serve are left out and named. */
export function draftPlan(task: PlanningTask, time: PlanningClock): PlanPublished {
  const { apps, ratesHz, way, calibration, config } = task;
  const demands = apps.map(({ name, sloMs, attainment }): AppDemand => {
    const rateHz = ratesHz.get(name) ?? config.unknownRateHz;
    const overheadMs = reservedMsOf(way, attainment);
    return { name, sloMs, rateHz, attainment, ...(overheadMs === undefined ? {} : { overheadMs }) };
  });
  const startMs = time.monotonicMs();
  const servable = servablePlan(task, demands, time.shouldStop);
  const terms = {
    ...termsOf(planRequestOf(task.model, config, demands)),
    ...wayTerms(way),
    ...calibrationTerms(calibration),
  };
  return {
    ...published(task, servable, time.monotonicMs() - startMs),
    ...terms,
    notes: [...servable.notes, ...wayNotes(way), ...calibrationNotes(calibration)],
  };
}

/** How the profile was corrected, as the plan's record says it; nothing where it was taken as it is. */
const calibrationTerms = (factors: PlanningTask['calibration']): Pick<PlanPublished, 'calibration'> =>
  factors === undefined || sameFactors(factors, uncalibrated) ? {} : { calibration: { ...factors } };

/** What is kept for the way where that is measured: of all apps the most, and for whom how much. */
const wayTerms = (way: PlanningTask['way']): Partial<Pick<PlanPublished, 'overheadMs' | 'way'>> =>
  way === undefined || way.length === 0
    ? {}
    : { overheadMs: Math.max(...way.map(({ reservedMs }) => reservedMs)), way: [...way] };

/** What the plan was made with, as its record says it. */
function termsOf(
  request: PlanRequest,
): Pick<PlanPublished, 'overheadMs' | 'holding' | 'assumedCards' | 'maxItemBytes'> {
  const terms = termsShown(request);
  return { ...terms, assumedCards: { ...terms.assumedCards } };
}

function published(
  task: PlanningTask,
  { parts, unservable }: ServablePlan,
  planningMs: number,
): Omit<PlanPublished, 'overheadMs' | 'notes'> {
  const { model, apps, reason, config, settings, nowMs } = task;
  const attainments = new Map(apps.map(({ name, attainment }) => [name, attainment]));
  const costPerSecond = parts.reduce((sum, { made }) => sum + made.expected.costPerSecond, 0);
  const each = parts.flatMap(({ made, profile }) => publishedGroups(made.groups.map(priced), model, profile, config));
  const groups = withFunctionTimeouts(each, model, config);
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
    costPerRequest: parts.length === 0 ? 0 : costPerSecond / rateHzOf(groups),
    costPerSecond,
    groups: parts.length > 1 ? withSharedInstances(groups) : groups,
    settings,
    instanceLimits: parts.some(({ made }) => made.instanceLimits !== undefined) ? task.room?.limits : undefined,
    unservable: unservable.map((app) => ({ ...app, attainment: attainments.get(app.name) })),
  };
}

const rateHzOf = (groups: readonly PublishedGroup[]): number =>
  groups.flatMap(({ apps }) => apps).reduce((sum, { rateHz }) => sum + rateHz, 0);

/** Where parts that know nothing of each other have a function in common, it keeps what any group of it needs, all together. */
function withSharedInstances(groups: readonly PublishedGroup[]): PublishedGroup[] {
  const needed = new Map<string, number>();
  for (const { functionName, warmInstances } of groups)
    needed.set(functionName, (needed.get(functionName) ?? 0) + warmInstances);
  return groups.map((group) => ({ ...group, warmInstances: needed.get(group.functionName)! }));
}

/** A group with the instances of its function. */
export type FunctionedGroup = Omit<PricedGroup, 'expectedCostPerRequest'>;

/** What is published is the price that is expected of a group, whatever its strategy takes it for. */
const priced = ({ expectedCostPerRequest, ...group }: PricedGroup): FunctionedGroup => ({
  ...group,
  costPerRequest: expectedCostPerRequest,
});

/**
 * The groups of a plan as they are published: under the names of their content, with instances to keep warm.
 * @param profile the latencies that the plan is made with
 */
export function publishedGroups(
  planned: readonly FunctionedGroup[],
  model: ModelProfiled,
  profile: ModelProfile,
  { functionPrefix: prefix, sizeAwareDeadlines, prices }: ReplannerOptions,
): PublishedGroup[] {
  return planned.map((group) => {
    const functionName = functionNameOf(prefix, model, group.function);
    const slackMs = sizeAwareDeadlines ? sizeSlackMs(profile, group) : undefined;
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
