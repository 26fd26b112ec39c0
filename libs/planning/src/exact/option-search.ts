import { latencyQuantileSeconds } from '@harmonybatch/model';
import { keepsSlos, type PlanningContext } from '../provisioning/provision';
import { costOfDistribution, expectedCost, type HoldingTerms } from './expected-cost';
import { functionOptions, type FunctionOption } from './function-options';
import { Workspace, type SloRun } from './slo-run';

/** The best option of a group. */
export interface Choice {
  readonly option: FunctionOption;
  readonly costPerSecond: number;
}

/** Batches that are not full with less than this probability are taken as full. */
const nearlyNever = 1e-13;
const smallBatch = 4;
const mostOptionLists = 4096;

/** Finds the cheapest function and batch size of groups by exact cost, and lower bounds on it without a distribution. */
export class OptionSearch {
  readonly workspace: Workspace;
  private readonly terms: HoldingTerms;
  private readonly options: readonly FunctionOption[];
  /** Latency of each option that has to fit into the most lenient member's SLO, seconds. */
  private readonly leastSeconds: Float64Array;
  private readonly bySlo = new Map<number, Int32Array>();

  /** @param leastReach the least of all members' reaches. */
  constructor(context: PlanningContext, leastReach: number) {
    this.terms = { prices: context.prices, holding: context.holding ?? 'warm' };
    this.options = functionOptions(context);
    this.leastSeconds = Float64Array.from(this.options, ({ latency }) => latencyQuantileSeconds(latency, leastReach));
    const largest = this.options.reduce((most, { batchSize }) => Math.max(most, batchSize), 1);
    this.workspace = new Workspace(Math.min(smallBatch, largest), largest);
  }

  /** Least cost of a request under an SLO, whatever its group and rate; infinite where nothing meets the SLO. */
  leastRatio(sloSeconds: number): number {
    const first = this.feasible(sloSeconds)[0];
    return first === undefined ? Infinity : this.options[first]!.envelope.leastRatio;
  }

  /**
   * Lower bound on the cost of a group in a second, from its tightest SLO, its rate and the mean of its window.
   * @param spreadSeconds mean window beyond the tightest timeout.
   */
  leastCost(sloSeconds: number, rateHz: number, spreadSeconds: number): number {
    let least = Infinity;
    for (const index of this.feasible(sloSeconds)) {
      const option = this.options[index]!;
      if (rateHz * option.envelope.leastRatio >= least) break;
      const windowSeconds = sloSeconds - this.leastSeconds[index]! + spreadSeconds;
      least = Math.min(least, boundOf(option, rateHz, windowSeconds));
    }
    return least;
  }

  /**
   * The cheapest option of a group.
   * @param budget options that cost at least this much in a second are of no interest.
   * @returns null where none is cheaper than the budget.
   */
  best(run: SloRun, budget: number): Choice | null {
    const { rateHz, sloSeconds, spreadSeconds } = run;
    let choice: Choice | null = null;
    let limit = budget;
    for (const index of this.feasible(sloSeconds)) {
      const option = this.options[index]!;
      if (rateHz * option.envelope.leastRatio >= limit) break;
      const windowSeconds = sloSeconds - this.leastSeconds[index]! + spreadSeconds;
      if (boundOf(option, rateHz, windowSeconds) >= limit) continue;
      const costPerSecond = this.costOf(run, option, sloSeconds - this.leastSeconds[index]!, limit);
      if (costPerSecond >= limit) continue;
      limit = costPerSecond;
      choice = { option, costPerSecond };
    }
    return choice;
  }

  /** Exact cost in a second; anything not below `limit` where it is shown not to be cheaper than that. */
  private costOf(run: SloRun, option: FunctionOption, timeoutSeconds: number, limit: number): number {
    if (!run.isEven) {
      const members = run.list();
      return keepsSlos(members, option.latency) ? expectedCost(this.terms, members, option).costPerSecond : Infinity;
    }
    const { batchSize } = option;
    const probabilities = this.workspace.probabilities.subarray(0, batchSize);
    if (batchSize === 1) probabilities[0] = 1;
    else {
      const meanSize = this.earlyArrivals(run.rateHz * timeoutSeconds, run.rateHz * run.spreadSeconds, probabilities);
      if (run.rateHz * option.envelope.ratioAtMost(meanSize) + option.floorPerSecond >= limit) return Infinity;
    }
    if (batchSize > 1 && probabilities[batchSize - 1]! < 1 - nearlyNever) {
      const optimistic = run.optimisticFollowers(batchSize - 1);
      if (optimistic !== null) {
        const meanSize = meanSizeWith(probabilities, optimistic);
        if (run.rateHz * option.envelope.ratioAtMost(meanSize) + option.floorPerSecond >= limit) return Infinity;
      }
      addFollowers(probabilities, run.followers(batchSize - 1));
    }
    return costOfDistribution(this.terms, option, run.rateHz, probabilities).costPerSecond;
  }

  /**
   * Fills in the sizes that the arrivals of the shortest timeout alone would make, and returns an upper bound on the mean
   * size: followers count with their mean, of which the size is a concave function.
   */
  private earlyArrivals(mean: number, laterMean: number, probabilities: Float64Array): number {
    const batchSize = probabilities.length;
    let probability = Math.exp(-mean);
    let rest = 1;
    let size = 0;
    for (let k = 0; k < batchSize - 1; k += 1) {
      probabilities[k] = probability;
      rest -= probability;
      size += probability * Math.min(batchSize, 1 + k + laterMean);
      probability *= mean / (k + 1);
    }
    probabilities[batchSize - 1] = Math.max(0, rest);
    return size + Math.max(0, rest) * batchSize;
  }

  /** Options that can meet an SLO with a batch of any size they have, the cheapest conceivable first. */
  private feasible(sloSeconds: number): Int32Array {
    const known = this.bySlo.get(sloSeconds);
    if (known !== undefined) return known;
    if (this.bySlo.size >= mostOptionLists) this.bySlo.clear();
    const found = new Int32Array(this.options.length);
    let count = 0;
    for (let index = 0; index < this.options.length; index += 1) {
      if (this.leastSeconds[index]! <= sloSeconds) found[count++] = index;
    }
    const list = found.slice(0, count);
    this.bySlo.set(sloSeconds, list);
    return list;
  }
}

function boundOf(
  { envelope, batchSize, floorPerSecond }: FunctionOption,
  rateHz: number,
  windowSeconds: number,
): number {
  const meanSize = batchSize === 1 ? 1 : Math.min(batchSize, 1 + rateHz * windowSeconds);
  return rateHz * envelope.ratioAtMost(meanSize) + floorPerSecond;
}

/** From arrivals before the shortest timeout to the whole distribution: a convolution with the followers. */
function addFollowers(probabilities: Float64Array, followers: Float64Array): void {
  const full = probabilities.length - 1;
  let rest = 1;
  for (let k = full - 1; k >= 0; k -= 1) {
    let probability = 0;
    for (let early = 0; early <= k; early += 1) probability += probabilities[early]! * followers[k - early]!;
    probabilities[k] = probability;
    rest -= probability;
  }
  probabilities[full] = Math.max(0, rest);
}

/** Mean batch size that `addFollowers` would lead to. */
function meanSizeWith(probabilities: Float64Array, followers: Float64Array): number {
  const full = probabilities.length - 1;
  let missing = 0;
  for (let k = 0; k < full; k += 1) {
    for (let early = 0; early <= k; early += 1) {
      missing += (full - k) * probabilities[early]! * followers[k - early]!;
    }
  }
  return full + 1 - missing;
}
