import { sloKeepingStrategies } from '@harmonybatch/planning';
import { cheaperRivals } from './cheaper-rivals';
import type { KeptPromise } from './kept-promise';

/** What a sweep fails by. */
export const sweepBounds = {
  /** A shortfall that chance makes less often than this is one. */
  leastChance: 1e-6,
  /** Part by which the money of a price book, over all its instances, may differ from what was promised. */
  mostMoneyError: 0.01,
  /** Standard errors by which it may lie beyond that. */
  bookErrors: 3,
  /** The same of a single instance, and the standard errors by which it may lie beyond that. */
  mostInstanceError: 0.025,
  instanceErrors: 4,
} as const;

type Kept = Extract<KeptPromise, { kind: 'kept' }>;

/** Money of one price book over all its instances. */
export interface BookVerdict {
  readonly prices: string;
  readonly instances: number;
  /** Mean of `charged / promised − 1`, each instance weighted by how precisely it tells, and its standard error. */
  readonly meanError: number;
  readonly standardError: number;
  /** The instance that is furthest off, in errors that are beyond chance. */
  readonly worstError: number;
}

export interface SweepVerdict {
  readonly instances: number;
  readonly refused: number;
  readonly apps: number;
  readonly requests: number;
  readonly coldStarts: number;
  readonly books: readonly BookVerdict[];
  /** Every promise that was not kept, in words; empty where all were. */
  readonly broken: readonly string[];
}

/** Holds all instances of a sweep against the bounds. */
export function sweepVerdict(all: readonly KeptPromise[]): SweepVerdict {
  const kept = all.filter((one): one is Kept => one.kind === 'kept');
  const books = [...new Set(all.map(({ prices }) => prices))].sort().map((prices) => bookVerdict(prices, kept));
  return {
    instances: all.length,
    refused: all.length - kept.length,
    apps: kept.reduce((sum, { attainments }) => sum + attainments.length, 0),
    requests: kept.reduce((sum, { requests }) => sum + requests, 0),
    coldStarts: kept.reduce((sum, { coldStarts }) => sum + coldStarts, 0),
    books,
    broken: [...kept.flatMap(brokenPromises), ...books.flatMap(brokenBook), ...cheaperRivals(kept)],
  };
}

const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;

function brokenPromises(one: Kept): string[] {
  const { index, model, strategy, prices, brokenSlos, attainments, money } = one;
  const which = `instance ${index} (${model}, ${strategy}, ${prices})`;
  return [
    ...(isPromising(strategy)
      ? [...brokenSlos.map((fault) => `the plan breaks an SLO: ${fault}`), ...short(attainments)]
      : []),
    ...(beyondChance(money) > sweepBounds.mostInstanceError
      ? [`the bill is ${percent(money.error)} off what was promised`]
      : []),
  ].map((fault) => `${which}: ${fault}`);
}

const isPromising = (strategy: string): boolean => sloKeepingStrategies.includes(strategy);

const short = (attainments: Kept['attainments']): string[] =>
  attainments
    .filter(({ chance }) => chance < sweepBounds.leastChance)
    .map(
      ({ app, promised, requests, late }) =>
        `${app} was promised ${percent(promised)} in time and got ${percent(1 - late / requests)} of ${requests}`,
    );

const beyondChance = ({ error, standardError }: Kept['money']): number =>
  Math.max(0, Math.abs(error) - sweepBounds.instanceErrors * standardError);

function bookVerdict(prices: string, all: readonly Kept[]): BookVerdict {
  const kept = all.filter((one) => one.prices === prices);
  const weights = kept.map(({ money }) => 1 / (sweepBounds.mostMoneyError ** 2 + money.standardError ** 2));
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const meanError = kept.reduce((sum, { money }, at) => sum + weights[at]! * money.error, 0) / weight;
  const variance = kept.reduce((sum, { money }, at) => sum + (weights[at]! * money.standardError) ** 2, 0);
  return {
    prices,
    instances: kept.length,
    meanError,
    standardError: Math.sqrt(variance) / weight,
    worstError: kept.reduce((worst, { money }) => Math.max(worst, beyondChance(money)), 0),
  };
}

function brokenBook({ prices, instances, meanError, standardError }: BookVerdict): string[] {
  const max = sweepBounds.mostMoneyError + sweepBounds.bookErrors * standardError;
  if (instances === 0 || Math.abs(meanError) <= max) return [];
  return [`${prices}: bills are ${percent(meanError)} off what was promised, over ${instances} instances`];
}
