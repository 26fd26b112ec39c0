import { batchSizeProbabilities, type PriceBook } from '@harmonybatch/model';
import { idleSecondsPerSecond } from '../holding/idle-seconds';
import type { Holding, Member } from '../provisioning/provision';
import { timeoutSecondsOf } from '../provisioning/provision';
import type { FunctionOption } from './function-options';

const secondsPerHour = 3600;

/** What a group is expected to cost, in the price book's currency, and how full its batches are. */
export interface ExpectedCost {
  /** Requests of a batch, mean. */
  readonly meanBatchSize: number;
  /** Invocations. */
  readonly activePerSecond: number;
  /** Instances that wait for a batch. */
  readonly idlePerSecond: number;
  /** What the hourly minimum adds. */
  readonly minimumPerSecond: number;
  readonly costPerSecond: number;
}

/** How instances are held and billed. */
export interface HoldingTerms {
  readonly prices: PriceBook;
  readonly holding: Holding;
}

/** Expected cost of a group with this function, from the exact distribution of its batch sizes. */
export function expectedCost(terms: HoldingTerms, members: readonly Member[], option: FunctionOption): ExpectedCost {
  const { batchSize, latency } = option;
  const apps = members
    .map((member) => ({ timeoutSeconds: timeoutSecondsOf(member, batchSize, latency), rateHz: member.rateHz }))
    .sort((one, other) => one.timeoutSeconds - other.timeoutSeconds);
  const rateHz = members.reduce((sum, member) => sum + member.rateHz, 0);
  return costOfDistribution(terms, option, rateHz, batchSizeProbabilities(apps, batchSize));
}

/**
 * `Σ_k P(N = k)·bill(k) / Σ_k k·P(N = k)` a request, with idle instances and the hourly minimum on top.
 * @param probabilities entry `k − 1` for batches of `k` requests.
 */
export function costOfDistribution(
  { prices, holding }: HoldingTerms,
  { shape, bills, busySeconds, idlePerSecond: idlePrice }: FunctionOption,
  rateHz: number,
  probabilities: Float64Array,
): ExpectedCost {
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
  const activePerSecond = batchRateHz * bill;
  const held =
    idlePrice === 0 ? 0 : idleSecondsPerSecond(holding, batchRateHz, busy, prices.keepAliveSeconds[shape.type]);
  const idlePerSecond = idlePrice * held;
  const least = prices.minimumPerFunctionHour[shape.type] / secondsPerHour;
  const minimumPerSecond = Math.max(0, least - activePerSecond - idlePerSecond);
  const costPerSecond = activePerSecond + idlePerSecond + minimumPerSecond;
  return { meanBatchSize: size, activePerSecond, idlePerSecond, minimumPerSecond, costPerSecond };
}
