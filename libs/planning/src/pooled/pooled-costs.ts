import type { GroupLoad, ExpectedCost } from '../exact/expected-cost';
import type { FunctionOption } from '../exact/function-options';
import { expectedColdShare } from '../holding/cold-share';
import { functionCost } from '../holding/function-cost';
import { sumOfLoads } from '../holding/function-load';
import type { HoldingTerms } from '../holding/holding-terms';
import { instancesFor } from '../holding/kept-instances';
import { functionKey } from './function-key';

/** A group's function and what it asks of it. */
export interface Placement {
  readonly option: FunctionOption;
  readonly load: GroupLoad;
}

/** What a group costs where it shares its function, and how many instances that function keeps warm. */
export interface PooledCost extends ExpectedCost {
  /** Fees of invocations, a part of `activePerSecond`. */
  readonly invocationsPerSecond: number;
  readonly warmInstances: number;
}

/**
 * What groups cost together: those of one function share its instances, its idle time and its hourly minimum, each in
 * proportion to the time that its batches keep an instance busy, and its cold starts by how many batches each has.
 * @returns one entry a group, in the order given.
 */
export function pooledCosts(terms: HoldingTerms, placements: readonly Placement[]): PooledCost[] {
  const byFunction = new Map<string, Placement[]>();
  for (const placement of placements) {
    const key = functionKey(placement.option.shape);
    byFunction.set(key, [...(byFunction.get(key) ?? []), placement]);
  }
  return placements.map((placement) => partOf(terms, placement, byFunction.get(functionKey(placement.option.shape))!));
}

/** Part of each group's batches that is expected to meet no instance which is ready; of groups of one function it is the same. */
export function coldShares(terms: HoldingTerms, placements: readonly Placement[]): number[] {
  const byFunction = new Map<string, number>();
  return placements.map(({ option: { shape } }) => {
    const key = functionKey(shape);
    const known = byFunction.get(key);
    if (known !== undefined) return known;
    const sharers = placements.filter(({ option }) => functionKey(option.shape) === key);
    const share = expectedColdShare(terms, shape.type, sumOfLoads(sharers.map(({ load }) => load)));
    byFunction.set(key, share);
    return share;
  });
}

function partOf(terms: HoldingTerms, { option, load }: Placement, sharers: readonly Placement[]): PooledCost {
  const whole = sumOfLoads(sharers.map((one) => one.load));
  const cost = functionCost(terms, option, whole);
  const inTime = load.meanBusy / whole.meanBusy;
  const { meanBatchSize, activePerSecond, batchRateHz } = load;
  const [idlePerSecond, minimumPerSecond] = [inTime * cost.idlePerSecond, inTime * cost.minimumPerSecond];
  const coldPerSecond = (batchRateHz / whole.batchRateHz) * cost.coldPerSecond;
  return {
    meanBatchSize,
    activePerSecond,
    invocationsPerSecond: batchRateHz * terms.prices.perInvocation,
    idlePerSecond,
    coldPerSecond,
    minimumPerSecond,
    costPerSecond: activePerSecond + idlePerSecond + coldPerSecond + minimumPerSecond,
    warmInstances: instancesFor(terms, whole),
  };
}
