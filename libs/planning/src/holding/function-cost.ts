import type { FunctionShape } from '@harmonybatch/model';
import { expectedColdStartsHz } from './cold-share';
import type { FunctionLoad } from './function-load';
import type { HoldingTerms } from './holding-terms';
import { idleSecondsOnDemand, idleSecondsPerSecond } from './idle-seconds';
import { instancesFor } from './kept-instances';

const secondsPerHour = 3600;

/** What a function costs, whoever shares it, in the price book's currency. */
export interface FunctionCost {
  readonly activePerSecond: number;
  readonly idlePerSecond: number;
  /** Initialisation of instances that are started for a batch. */
  readonly coldPerSecond: number;
  readonly minimumPerSecond: number;
  /** What is minimised: with the surcharge for instances; infinite where the function may not have as many as it needs. */
  readonly costPerSecond: number;
}

/** What a function's instances cost where they run nothing yet, or nothing any more. */
export interface InstancePrices {
  readonly shape: FunctionShape;
  /** Of an idle instance in a second. */
  readonly idlePerSecond: number;
  /** Of one that is started. */
  readonly initialisationCost: number;
}

export function functionCost(
  terms: HoldingTerms,
  { shape: { type }, idlePerSecond: idlePrice, initialisationCost }: InstancePrices,
  load: FunctionLoad,
): FunctionCost {
  const { prices, instanceSurcharge = {} } = terms;
  const { activePerSecond } = load;
  const instances = instancesFor(terms, load);
  if (instances === Infinity)
    return {
      activePerSecond,
      idlePerSecond: Infinity,
      coldPerSecond: 0,
      minimumPerSecond: 0,
      costPerSecond: Infinity,
    };
  const keepAliveSeconds = prices.keepAliveSeconds[type];
  const idlePerSecond = idlePrice === 0 ? 0 : idlePrice * idleSeconds(terms, load, keepAliveSeconds);
  const coldPerSecond = initialisationCost === 0 ? 0 : initialisationCost * expectedColdStartsHz(terms, type, load);
  const min = prices.minimumPerFunctionHour[type] / secondsPerHour;
  const minimumPerSecond = Math.max(0, min - activePerSecond - idlePerSecond - coldPerSecond);
  return {
    activePerSecond,
    idlePerSecond,
    coldPerSecond,
    minimumPerSecond,
    costPerSecond:
      activePerSecond + idlePerSecond + coldPerSecond + minimumPerSecond + (instanceSurcharge[type] ?? 0) * instances,
  };
}

function idleSeconds(
  { holding, maxInstances }: HoldingTerms,
  { batchRateHz, meanBusy, coldShare, busy }: FunctionLoad,
  keepAliveSeconds: number,
): number {
  if (busy !== undefined) return idleSecondsOnDemand(busy, keepAliveSeconds, maxInstances);
  return idleSecondsPerSecond(holding, batchRateHz, meanBusy / batchRateHz, keepAliveSeconds, coldShare, maxInstances);
}
