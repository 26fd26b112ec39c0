import { kneeRateHz } from '@harmonybatch/planning';
import type { Outcome } from '../compare';
import { comparedStrategies, type EvaluationContext, type Setting } from '../context';
import { listed, number } from '../report/in-words';

/** By model, the outcomes of `comparedStrategies` in their order; null where a strategy cannot serve some app. */
export type OutcomesByModel = ReadonlyMap<string, readonly (Outcome | null)[]>;

type Strategy = (typeof comparedStrategies)[number];

/** Published savings of HarmonyBatch below MBS+, and violations of BATCH, %. */
const publishedBelowMbs: Readonly<Record<string, number>> = { videomae: 16.1, vgg19: 59.6, bert: 54.5, gpt2: 52.9 };
const publishedBatchViolations: Readonly<Record<string, number>> = { videomae: 23, vgg19: 4, bert: 2.5, gpt2: 14.5 };
const publishedMaxBelowBatch = 82.9;
const publishedOtherViolations = 1;
const minKneeHz = 0.02;
const maxKneeHz = 39.99;

/** What of the published costs and violations this run reproduces, by its own numbers; the first setting is the published one. */
export function costNotes(
  { models, settings }: Pick<EvaluationContext, 'models' | 'settings'>,
  bySetting: readonly OutcomesByModel[],
): string[] {
  const published = bySetting[0]!;
  return [
    belowBatchNote(published),
    belowMbsNote(published),
    violationNote(published),
    ...settings.map((setting) => kneeNote(setting, models)),
  ];
}

const of = (outcomes: readonly (Outcome | null)[], strategy: Strategy): Outcome | null =>
  outcomes[comparedStrategies.indexOf(strategy)] ?? null;

/** By model, how much cheaper harmony was than another strategy by simulated cost, %. */
const savings = (all: OutcomesByModel, than: Strategy): { readonly model: string; readonly saving: number }[] =>
  [...all].flatMap(([model, outcomes]) => {
    const [harmony, other] = [of(outcomes, 'harmony'), of(outcomes, than)];
    return harmony === null || other === null
      ? []
      : [{ model, saving: 100 * (1 - harmony.costPerMillion / other.costPerMillion) }];
  });

function belowBatchNote(all: OutcomesByModel): string {
  const found = savings(all, 'batch');
  if (found.length === 0) return 'Below BATCH: it serves none of these models here.';
  const max = Math.max(...found.map(({ saving }) => saving));
  const each = listed(found.map(({ model, saving }) => `${number(saving)} % (${model})`));
  return `Harmony is below batch by ${each}; published are up to ${publishedMaxBelowBatch} %, ${number(Math.abs(publishedMaxBelowBatch - max))} points ${max < publishedMaxBelowBatch ? 'more' : 'less'} than the most here. Costs are to be read together with violations.`;
}

export function belowMbsNote(all: OutcomesByModel): string {
  const each = savings(all, 'mbs').map(({ model, saving }) => {
    const wanted = publishedBelowMbs[model];
    const beside =
      wanted === undefined ? '' : ` where ${wanted} % are published, ${number(wanted - saving)} points apart`;
    return `${number(saving)} % (${model})${beside}`;
  });
  return `Harmony is below MBS+ by ${listed(each)}. As far as is known this has two reasons: the published rates are not known, and MBS+ has its functions searched exhaustively here, where the published one searched by Bayesian optimisation and so may have missed better ones. How much each of them accounts for cannot be told from what was published.`;
}

function violationNote(all: OutcomesByModel): string {
  const batch = [...all].flatMap(([model, outcomes]) => {
    const outcome = of(outcomes, 'batch');
    const wanted = publishedBatchViolations[model];
    return outcome === null
      ? []
      : [`${number(100 * outcome.violations)} % (${model}${wanted === undefined ? '' : `, published ${wanted} %`})`];
  });
  const above = [...all].flatMap(([model, outcomes]) =>
    (['mbs', 'harmony'] as const).flatMap((strategy) => {
      const outcome = of(outcomes, strategy);
      const share = 100 * (outcome?.violations ?? 0);
      return share < publishedOtherViolations ? [] : [`${strategy} with ${model} (${number(share)} %)`];
    }),
  );
  const others =
    above.length === 0
      ? `mbs and harmony stay below ${publishedOtherViolations} % with every model, as published`
      : `of mbs and harmony, published below ${publishedOtherViolations} %, these are not: ${listed(above)}`;
  return `Batch violates ${listed(batch)}; ${others}. Why batch differs is not known: its violations depend on the rates and on how noisy functions are.`;
}

/** Whether there is a knee between CPU and GPU functions at these prices, by the published method. */
export function kneeNote(setting: Setting, models: EvaluationContext['models']): string {
  const each = models.map(({ name, profile, slosMs }) => {
    const knees = slosMs.map((sloMs) => kneeRateHz({ profile, ...setting }, sloMs / 1000));
    const always = knees.filter((knee) => knee < minKneeHz).length;
    const never = knees.filter((knee) => knee >= maxKneeHz).length;
    if (always === knees.length) return `${name}: a GPU function always wins`;
    if (never === knees.length) return `${name}: a CPU function wins up to 40 req/s`;
    return `${name}: a GPU function wins at any rate for ${always} of ${knees.length} SLOs, never up to 40 req/s for ${never}, from a rate in between for ${knees.length - always - never}`;
  });
  return `By the published method, at ${setting.prices.name}, catalogue ${setting.catalogue.name}: ${each.join('; ')}.`;
}
