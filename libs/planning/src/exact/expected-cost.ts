import { batchSizeProbabilities, type TimedArrivals } from '@harmonybatch/model';
import { functionCost } from '../holding/function-cost';
import { sumOfLoads, type FunctionLoad } from '../holding/function-load';
import type { HoldingTerms } from '../holding/holding-terms';
import { coldShareOf } from '../holding/late-budget';
import type { Member } from '../provisioning/provision';
import { strictestReach, timeoutSecondsOf } from '../provisioning/provision';
import type { FunctionOption } from './function-options';

/** What a group is expected to cost, in the price book's currency, and how full its batches are. */
export interface ExpectedCost {
  /** Requests of a batch, mean. */
  readonly meanBatchSize: number;
  /** Invocations. */
  readonly activePerSecond: number;
  /** Instances that wait for a batch. */
  readonly idlePerSecond: number;
  /** Initialisation of instances that are started for a batch. */
  readonly coldPerSecond: number;
  /** What the hourly minimum adds. */
  readonly minimumPerSecond: number;
  readonly costPerSecond: number;
}

/** What a group asks of its function, and how full its batches are. */
export interface GroupLoad extends FunctionLoad {
  readonly meanBatchSize: number;
}

/** Expected cost of a group with this function to itself, from the exact distribution of its batch sizes. */
export const expectedCost = (terms: HoldingTerms, members: readonly Member[], option: FunctionOption): ExpectedCost =>
  costAlone(terms, option, loadOf(terms, members, option));

/** Seconds that a wait may be below 0 by binary arithmetic. */
const rounding = 1e-9;

/** What a group asks of its function, from the exact distribution of its batch sizes. */
export function loadOf(terms: HoldingTerms, members: readonly Member[], option: FunctionOption): GroupLoad {
  const { batchSize } = option;
  const rateHz = members.reduce((sum, member) => sum + member.rateHz, 0);
  const coldShare = coldShareOf(terms, strictestReach(members));
  return loadOfDistribution(
    option,
    rateHz,
    coldShare,
    batchSizeProbabilities(timedArrivals(members, option), batchSize),
  );
}

/** The members' waits, ascending. */
export function timedArrivals(members: readonly Member[], { batchSize, latency }: FunctionOption): TimedArrivals[] {
  const apps = members
    .map((member) => ({ timeoutSeconds: timeoutSecondsOf(member, batchSize, latency), rateHz: member.rateHz }))
    .sort((one, other) => one.timeoutSeconds - other.timeoutSeconds);
  if (apps[0]!.timeoutSeconds < -rounding) throw new Error(`a batch of ${batchSize} breaks an SLO of its group`);
  return apps;
}

/**
 * `Σ_k P(N = k)·bill(k) / Σ_k k·P(N = k)` a request, and the batches in flight.
 * @param probabilities entry `k − 1` for batches of `k` requests.
 */
export function loadOfDistribution(
  { bills, busySeconds }: FunctionOption,
  rateHz: number,
  coldShare: number,
  probabilities: Float64Array,
): GroupLoad {
  let size = 0;
  let bill = 0;
  let busy = 0;
  for (let index = 0; index < probabilities.length; index += 1) {
    const probability = probabilities[index]!;
    size += probability * (index + 1);
    bill += probability * bills[index]!;
    busy += probability * busySeconds[index]!;
  }
  const batchRateHz = rateHz / size;
  return {
    meanBatchSize: size,
    batchRateHz,
    meanBusy: batchRateHz * busy,
    activePerSecond: batchRateHz * bill,
    coldShare,
  };
}

/** Of one group that has its function to itself. */
export function costAlone(terms: HoldingTerms, option: FunctionOption, load: GroupLoad): ExpectedCost {
  const { meanBatchSize, activePerSecond } = load;
  const { idlePerSecond, coldPerSecond, minimumPerSecond, costPerSecond } = functionCost(
    terms,
    option,
    sumOfLoads([load]),
  );
  return { meanBatchSize, activePerSecond, idlePerSecond, coldPerSecond, minimumPerSecond, costPerSecond };
}
