import { catalogues, priceBooks } from '@harmonybatch/model';
import { plan, strategies, type AppDemand } from '@harmonybatch/planning';
import { SeededRandomness } from '@harmonybatch/traffic';
import { evaluatedModels, type EvaluatedModel, type Setting } from '../context';

/** Apps of one model, planned by one strategy for one platform: what a plan promises of them is to be kept. */
export interface PromisedInstance {
  readonly index: number;
  /** The same for the instances that ask for the same on the same platform and differ in their strategy alone. */
  readonly contest: number;
  readonly model: EvaluatedModel;
  readonly setting: Setting;
  readonly strategy: string;
  readonly apps: readonly AppDemand[];
}

/** All strategies, in turn: each plans the same apps, and none that keeps their promises may cost less than `exact`. */
export const sweptStrategies = Object.keys(strategies);

/**
 * Every price book, each on a catalogue that its prices are made for; on demand where a held instance is billed and goes
 * after a while. On machines of one's own nothing ends its holding: what is held grows for as long as one looks.
 */
export const promisedSettings: readonly Setting[] = [
  setting('prototype-2023-cny', 'alibaba-2023'),
  setting('paper-2023-usd', 'paper-2023'),
  setting('alibaba-current-cny', 'alibaba-current', { A10: 'fc.gpu.ada.2' }),
  setting('alibaba-current-usd', 'alibaba-current', { A10: 'fc.gpu.ada.2' }),
  setting('own-machines-usd', 'alibaba-2023'),
  { ...setting('alibaba-current-cny', 'alibaba-current', { A10: 'fc.gpu.ada.2' }), holding: 'on-demand' },
  { ...setting('alibaba-current-usd', 'alibaba-current'), holding: 'on-demand' },
];

/** What plans keep of every SLO, ms: the resolution of the clock. */
export const promisedOverheadMs = 1;

const appCounts = { least: 1, most: 8 };
const attainments = [undefined, 0.5, 0.9, 0.95, 0.99, 0.995, 0.999];
/** Rates of an app, req/s. */
const rateRanges = [
  [0.01, 0.2],
  [0.05, 20],
  [10, 60],
] as const;
/** SLOs as multiples of the tightest one that could be planned, with the part of the apps that ask for it. */
const sloRanges = [
  { part: 0.4, least: 1, most: 1.1 },
  { part: 0.4, least: 1.1, most: 4 },
  { part: 0.2, least: 4, most: 12 },
];
const maxSloMs = 600_000;

/**
 * A random instance; the same for the same index and seed. Strategies, models and settings take turns, so that all of
 * their combinations are met, the same apps by every strategy; SLOs lie just above the tightest that the app's own attainment allows, or further away.
 */
export function promisedInstance(index: number, seed: number): PromisedInstance {
  const strategy = nthOf(sweptStrategies, index);
  const contest = Math.floor(index / sweptStrategies.length);
  const random = new SeededRandomness(seed).fork(`promise ${contest}`);
  const model = nthOf(evaluatedModels, contest);
  const ownSetting = nthOf(promisedSettings, Math.floor(contest / evaluatedModels.length));
  const rates = oneOf(rateRanges, random);
  const count = Math.floor(random.between(appCounts.least, appCounts.most + 1));
  const wishes = Array.from({ length: count }, (_, app): AppDemand => {
    const attainment = oneOf(attainments, random);
    const rateHz = logUniform(rates[0], rates[1], random);
    return { name: `app${app + 1}`, sloMs: 1, rateHz, attainment };
  });
  const instance = { index, contest, model, setting: ownSetting, strategy, apps: wishes };
  const apps = wishes.map((app) => ({ ...app, sloMs: sloOf(tightestMs(instance, app), random) }));
  return { ...instance, apps };
}

function setting(prices: string, catalogue: string, assumedCards: Readonly<Record<string, string>> = {}): Setting {
  return { prices: priceBooks[prices]!, catalogue: catalogues[catalogue]!, assumedCards };
}

/** What the planner itself says of an app that asks for too much. */
function tightestMs(
  { model, setting: { prices, catalogue, assumedCards, holding = 'warm' } }: PromisedInstance,
  app: AppDemand,
): number {
  const result = plan({
    ...{ strategy: 'exact', model: model.name, profile: model.profile, prices, catalogue, assumedCards, holding },
    overheadMs: promisedOverheadMs,
    apps: [app],
  });
  const tightest = result.kind === 'unattainable' ? result.apps[0]?.tightestSloMs : undefined;
  if (tightest == null)
    throw new Error(`${model.name} cannot be planned on ${catalogue.name}: ${JSON.stringify(result)}`);
  return tightest;
}

function sloOf(tightestSloMs: number, random: SeededRandomness): number {
  let left = random.uniform();
  const range = sloRanges.find(({ part }) => (left -= part) < 0) ?? sloRanges[0]!;
  return Math.min(maxSloMs, Math.ceil(tightestSloMs * logUniform(range.least, range.most, random)));
}

const logUniform = (min: number, max: number, random: SeededRandomness): number =>
  min * (max / min) ** random.uniform();
const oneOf = <T>(values: readonly T[], random: SeededRandomness): T =>
  values[Math.floor(random.uniform() * values.length)]!;
const nthOf = <T>(values: readonly T[], n: number): T => values[n % values.length]!;
