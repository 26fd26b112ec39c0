import {
  catalogues,
  priceBooks,
  todaysPlatform,
  type Catalogue,
  type ModelProfile,
  type PriceBook,
} from '@harmonybatch/model';
import { defaultStrategy } from './grouping/strategy';
import type { AppDemand, PlanTerms } from './plan';
import type { PlanRequest } from './plan-request';
import type { Holding, PlanningContext } from './provisioning/provision';

/** All that plans are made with beside a model and its apps: on which platform, at which prices, on what conditions. */
export interface PlanningTerms {
  /** Name of a strategy, such as `exact`. */
  readonly strategy: string;
  readonly prices: PriceBook;
  readonly catalogue: Catalogue;
  /** By the card of a profile, the `gpuType` of a whole card that is taken to be as fast; prices are estimates then. */
  readonly assumedCards: Readonly<Record<string, string>>;
  readonly holding: Holding;
  /** What Kafka, Redis and the wire take of every SLO, ms. */
  readonly overheadMs: number;
}

/** What holds where nobody says otherwise, in the planner service and on the command line alike: today's platform. */
export const planningDefaults: PlanningTerms = {
  strategy: defaultStrategy,
  prices: priceBooks[todaysPlatform.prices]!,
  catalogue: catalogues[todaysPlatform.catalogue]!,
  assumedCards: {},
  holding: 'warm',
  overheadMs: 60,
};

/** Rate of an app that neither was watched nor said what to expect, req/s. */
export const unknownRateHz = 1;

/** A model as far as plans depend on it. */
export interface PlannedModel {
  readonly name: string;
  readonly profile: ModelProfile;
  /** Size of its largest item, bytes; absent where it is not known. */
  readonly maxItemBytes?: number;
}

/** What a model is planned with on these terms. Every plan, offline or live, is made through this function. */
export const planningContextOf = (
  { profile, maxItemBytes }: PlannedModel,
  { prices, catalogue, assumedCards, holding }: Omit<PlanningTerms, 'strategy'>,
): PlanningContext => ({ profile, prices, catalogue, assumedCards, itemBytes: maxItemBytes ?? 0, holding });

/** The request for a plan of a model's apps on these terms. */
export const planRequestOf = (model: PlannedModel, terms: PlanningTerms, apps: readonly AppDemand[]): PlanRequest => ({
  ...planningContextOf(model, terms),
  strategy: terms.strategy,
  model: model.name,
  overheadMs: terms.overheadMs,
  apps,
});

/** The terms of a request as its plan shows them. */
export const termsShown = ({
  overheadMs,
  holding = 'warm',
  assumedCards = {},
  itemBytes = 0,
}: PlanRequest): PlanTerms => ({
  overheadMs,
  holding,
  assumedCards,
  ...(itemBytes > 0 ? { maxItemBytes: itemBytes } : {}),
});
