import {
  catalogues,
  priceBooks,
  shippedProfiles,
  type Catalogue,
  type ModelProfile,
  type PriceBook,
} from '@harmonybatch/model';
import type { Holding } from '@harmonybatch/planning';

/** A platform with its prices. */
export interface Setting {
  readonly prices: PriceBook;
  readonly catalogue: Catalogue;
  readonly assumedCards: Readonly<Record<string, string>>;
  /** Instances kept warm where absent. */
  readonly holding?: Holding;
}

export interface EvaluatedModel {
  readonly name: string;
  readonly profile: ModelProfile;
  /** SLOs of the paper's evaluation, ms, ascending. */
  readonly slosMs: readonly number[];
}

/** What experiments run with. */
export interface EvaluationContext {
  readonly models: readonly EvaluatedModel[];
  readonly settings: readonly Setting[];
  /** Random instances a model. */
  readonly instances: number;
  /** Requests that each simulation of a random instance has about. */
  readonly requests: number;
  readonly seed: number;
  /** Requests per minute by app; empty where no traces were given. */
  readonly traces: Readonly<Record<string, readonly number[]>>;
  readonly onProgress: (message: string) => void;
}

/** The strategies side by side, the baselines first. */
export const comparedStrategies = ['batch', 'mbs', 'harmony', 'exact'] as const;

const stepsFrom = (first: number, last: number, step: number): number[] =>
  Array.from({ length: Math.round((last - first) / step) + 1 }, (_, index) => first + index * step);

const tight = stepsFrom(200, 1000, 100);
const loose = stepsFrom(1000, 2400, 200);

/** The four models of the paper with the SLOs of its evaluation. */
export const evaluatedModels: readonly EvaluatedModel[] = [
  { name: 'videomae', profile: shippedProfiles['videomae']!, slosMs: loose },
  { name: 'vgg19', profile: shippedProfiles['vgg19']!, slosMs: tight },
  { name: 'bert', profile: shippedProfiles['bert']!, slosMs: tight },
  { name: 'gpt2', profile: shippedProfiles['gpt2']!, slosMs: loose },
];

/** The prices of the published plans; the paper's literally; today's, with the A10 taken to be as fast as an Ada card. */
export const evaluatedSettings: readonly Setting[] = [
  { prices: priceBooks['prototype-2023-cny']!, catalogue: catalogues['paper-2023']!, assumedCards: {} },
  { prices: priceBooks['paper-2023-usd']!, catalogue: catalogues['paper-2023']!, assumedCards: {} },
  {
    prices: priceBooks['alibaba-current-cny']!,
    catalogue: catalogues['alibaba-current']!,
    assumedCards: { A10: 'fc.gpu.ada.2' },
  },
];
