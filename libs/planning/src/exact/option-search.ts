import { latencyQuantileSeconds } from '@harmonybatch/model';
import { holdingTerms, type HoldingTerms } from '../holding/holding-terms';
import { coldShareOf } from '../holding/late-budget';
import { keepsSlos, type PlanningContext } from '../provisioning/provision';
import { functionKey } from '../pooled/function-key';
import { boundOf } from './cost-bound';
import { costAlone, loadOf, loadOfDistribution, type GroupLoad } from './expected-cost';
import { functionOptions, optionsByFunction, type FunctionOption } from './function-options';
import { CostLowerBounds } from './cost-lower-bounds';
import { Workspace, type SloRun } from './slo-run';

/** The best option of a group. */
export interface Choice {
  readonly option: FunctionOption;
  readonly load: GroupLoad;
  readonly costPerSecond: number;
}

/** Batches that are not full with less than this probability are taken as full. */
const nearlyNever = 1e-13;
const smallBatch = 4;

/** Finds the cheapest function and batch size of groups by exact cost. */
export class OptionSearch {
  readonly workspace: Workspace;
  readonly terms: HoldingTerms;
  readonly options: readonly FunctionOption[];
  /** The same by `functionKey`, those of the least conceivable price of a request first. */
  readonly byFunction: ReadonlyMap<string, readonly FunctionOption[]>;
  /** Whether the functions are those of a grid on paper, for which there are reference numbers. */
  readonly isOnPaper: boolean;
  /** Mean latency of one batch on the slowest function. */
  readonly maxSeconds: number;
  /** Of each option, for the group that is looked at. */
  private readonly bounds: Float64Array;
  private readonly open: Int32Array;
  private openCount = 0;

  constructor(context: PlanningContext) {
    this.terms = holdingTerms(context);
    this.options = functionOptions(context);
    this.byFunction = optionsByFunction(this.options);
    this.isOnPaper = context.catalogue.idealOf !== undefined;
    this.maxSeconds = this.options.reduce((max, { latency }) => Math.max(max, latency.avgSeconds), 0);
    this.bounds = new Float64Array(this.options.length);
    this.open = new Int32Array(this.options.length);
    const largest = this.options.reduce((max, { batchSize }) => Math.max(max, batchSize), 1);
    this.workspace = new Workspace(Math.min(smallBatch, largest), largest);
  }

  /**
   * Lower bound on the cost in a second of any group with this tightest SLO and rate, whatever its batches.
   * @param reach the least of the group's.
   */
  minCost(sloSeconds: number, reach: number, rateHz: number): number {
    return CostLowerBounds.of(this.terms, this.options).at(sloSeconds, reach, rateHz);
  }

  /**
   * The cheapest option of a group that has its function to itself.
   * @param budget options that cost at least this much in a second are of no interest.
   * @returns null where none is cheaper than the budget.
   */
  best(run: SloRun, budget: number): Choice | null {
    let choice: Choice | null = null;
    let limit = budget;
    this.bound(run, limit);
    for (let index = this.takeLeast(limit); index !== null; index = this.takeLeast(limit)) {
      const option = this.options[index]!;
      const load = this.loadUnless(run, option, limit);
      if (load === null) continue;
      const { costPerSecond } = costAlone(this.terms, option, load);
      if (costPerSecond >= limit) continue;
      limit = costPerSecond;
      choice = { option, load, costPerSecond };
    }
    return choice;
  }

  /** The cheapest choices of a group that has its function to itself, of different functions; up to `count`. */
  cheapest(run: SloRun, count: number): Choice[] {
    const choices: Choice[] = [];
    let limit = Infinity;
    this.bound(run, limit);
    for (let index = this.takeLeast(limit); index !== null; index = this.takeLeast(limit)) {
      const option = this.options[index]!;
      const load = this.loadUnless(run, option, limit);
      if (load === null) continue;
      const { costPerSecond } = costAlone(this.terms, option, load);
      if (costPerSecond < limit) enter(choices, { option, load, costPerSecond }, count);
      if (choices.length === count) limit = choices[count - 1]!.costPerSecond;
    }
    return choices;
  }

  /** What a group asks of this option; null where it breaks an SLO. */
  loadFor(run: SloRun, option: FunctionOption): GroupLoad | null {
    return this.loadUnless(run, option, Infinity);
  }

  /** Bounds of all options that could be below the limit. */
  private bound({ rateHz, sloSeconds, spreadSeconds, minReach }: SloRun, limit: number): void {
    this.openCount = 0;
    const coldShare = coldShareOf(this.terms, minReach);
    for (let index = 0; index < this.options.length; index += 1) {
      const option = this.options[index]!;
      if (rateHz * option.active.minRatio >= limit) break;
      const windowSeconds = sloSeconds - latencyQuantileSeconds(option.latency, minReach);
      if (windowSeconds < 0) continue;
      const maxMeanSize =
        option.batchSize === 1 ? 1 : Math.min(option.batchSize, 1 + rateHz * (windowSeconds + spreadSeconds));
      const bound = boundOf(this.terms, option, rateHz, maxMeanSize, coldShare);
      if (bound >= limit) continue;
      this.bounds[index] = bound;
      this.open[this.openCount++] = index;
    }
  }

  /** The open option of the least bound, no longer open then; null where none is below the limit. */
  private takeLeast(limit: number): number | null {
    let at = -1;
    let min = limit;
    for (let one = 0; one < this.openCount; one += 1) {
      const bound = this.bounds[this.open[one]!]!;
      if (bound >= min) continue;
      min = bound;
      at = one;
    }
    if (at < 0) return null;
    const index = this.open[at]!;
    this.open[at] = this.open[--this.openCount]!;
    return index;
  }

  /** What a group asks of an option; null where it breaks an SLO, or where it is shown to cost no less than `limit` alone. */
  private loadUnless(run: SloRun, option: FunctionOption, limit: number): GroupLoad | null {
    if (!run.isEven) {
      const members = run.list();
      return keepsSlos(members, option.latency) ? loadOf(this.terms, members, option) : null;
    }
    const { batchSize } = option;
    const timeoutSeconds = run.sloSeconds - latencyQuantileSeconds(option.latency, run.minReach);
    if (timeoutSeconds < 0) return null;
    const coldShare = coldShareOf(this.terms, run.minReach);
    const isDear = (meanSize: number): boolean => boundOf(this.terms, option, run.rateHz, meanSize, coldShare) >= limit;
    const probabilities = this.workspace.probabilities.subarray(0, batchSize);
    if (batchSize === 1) probabilities[0] = 1;
    else {
      const meanSize = this.earlyArrivals(run.rateHz * timeoutSeconds, run.rateHz * run.spreadSeconds, probabilities);
      if (isDear(meanSize)) return null;
    }
    if (batchSize > 1 && probabilities[batchSize - 1]! < 1 - nearlyNever) {
      const optimistic = run.optimisticFollowers(batchSize - 1);
      if (optimistic !== null && isDear(meanSizeWith(probabilities, optimistic))) return null;
      addFollowers(probabilities, run.followers(batchSize - 1));
    }
    return loadOfDistribution(option, run.rateHz, coldShare, probabilities);
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
}

/** Enters a choice into a list of the cheapest of different functions, which stays in order and at most `most` long. */
function enter(choices: Choice[], choice: Choice, max: number): void {
  const key = functionKey(choice.option.shape);
  const same = choices.findIndex(({ option }) => functionKey(option.shape) === key);
  if (same >= 0 && choices[same]!.costPerSecond <= choice.costPerSecond) return;
  if (same >= 0) choices.splice(same, 1);
  const at = choices.findIndex(({ costPerSecond }) => costPerSecond > choice.costPerSecond);
  choices.splice(at < 0 ? choices.length : at, 0, choice);
  if (choices.length > max) choices.pop();
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
