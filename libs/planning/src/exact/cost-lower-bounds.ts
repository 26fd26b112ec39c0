import { latencyQuantileSeconds } from '@harmonybatch/model';
import type { HoldingTerms } from '../holding/holding-terms';
import { coldShareOf } from '../holding/late-budget';
import { boundOf } from './cost-bound';
import type { FunctionOption } from './function-options';

/** Reaches are rounded down to multiples of this: a lenient promise costs no more. */
const reachStep = 0.125;
/** Rates for which bounds are kept, req/s: some an octave from the first on; between and below them the next lower counts. */
const firstRateHz = 2 ** -6;
const ratesAnOctave = 5;
const octaves = 20;
const columns = octaves * ratesAnOctave + 2;
const ratesHz = Array.from({ length: columns }, (_, column) =>
  column === 0 ? 0 : firstRateHz * 2 ** ((column - 1) / ratesAnOctave),
);

function columnOf(rateHz: number): number {
  if (rateHz < firstRateHz) return 0;
  return Math.min(columns - 1, 1 + Math.floor(ratesAnOctave * Math.log2(rateHz / firstRateHz)));
}

/** Least costs of groups by their tightest SLO and rate, over all options and whatever their batches hold: lower bounds. */
export class CostLowerBounds {
  private static readonly known = new WeakMap<readonly FunctionOption[], CostLowerBounds>();
  private readonly byReach = new Map<number, OptionsBySlo>();

  private constructor(
    private readonly terms: HoldingTerms,
    private readonly options: readonly FunctionOption[],
  ) {}

  static of(terms: HoldingTerms, options: readonly FunctionOption[]): CostLowerBounds {
    const found = CostLowerBounds.known.get(options) ?? new CostLowerBounds(terms, options);
    CostLowerBounds.known.set(options, found);
    return found;
  }

  /** Money a second; infinite where no option meets the SLO. */
  at(sloSeconds: number, reach: number, rateHz: number): number {
    const step = Math.floor(reach / reachStep);
    let table = this.byReach.get(step);
    if (table === undefined) {
      table = new OptionsBySlo(this.terms, this.options, step * reachStep);
      this.byReach.set(step, table);
    }
    return table.minCost(sloSeconds, rateHz);
  }
}

/** Options by the SLO from which on they can be used. */
class OptionsBySlo {
  /** Ascending. */
  private readonly minSeconds: Float64Array;
  /** Entry `rank · columns + column`: the least bound of the options up to this rank. */
  private readonly minCosts: Float64Array;

  constructor(terms: HoldingTerms, options: readonly FunctionOption[], reach: number) {
    const needs = ({ latency }: FunctionOption): number => latencyQuantileSeconds(latency, reach);
    const ranked = [...options].sort((one, other) => needs(one) - needs(other));
    const coldShare = coldShareOf(terms, reach);
    this.minSeconds = Float64Array.from(ranked, needs);
    this.minCosts = new Float64Array(ranked.length * columns);
    ranked.forEach((option, rank) => {
      const row = rank * columns;
      for (let column = 0; column < columns; column += 1) {
        const before = rank === 0 ? Infinity : this.minCosts[row - columns + column]!;
        const bound = boundOf(terms, option, ratesHz[column]!, option.batchSize, coldShare);
        this.minCosts[row + column] = Math.min(before, bound);
      }
    });
  }

  minCost(sloSeconds: number, rateHz: number): number {
    let low = 0;
    let high = this.minSeconds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.minSeconds[middle]! <= sloSeconds) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return Infinity;
    return this.minCosts[(low - 1) * columns + columnOf(rateHz)]!;
  }
}
