import type { EvaluatedModel, EvaluationContext, Setting } from '../context';
import { planWith } from '../compare';
import type { Experiment } from '../report/experiment';
import { listed, number, span } from '../report/in-words';
import { shapeLabel } from './functions';
import { bestByKind } from './kinds';

const rateHz = 10;
/** The rate of the published figure is not known: its knees are looked for at these too, req/s. */
const otherRatesHz = [5, 10, 20];
const publishedKnees = [0.39, 0.6];
const stepMs = 10;

/** Fig. 6: the best CPU and GPU function of one VGG-19 app against its SLO. */
export async function fig6({ models, settings }: EvaluationContext): Promise<Experiment | null> {
  const vgg19 = models.find(({ name }) => name === 'vgg19');
  if (vgg19 === undefined) return null;
  const setting = settings[0]!;
  const slos = Array.from({ length: 100 }, (_, index) => 10 + (index + 1) * stepMs);
  const rows = slos.map((sloMs) => {
    const costs = bestByKind(vgg19, setting, { name: 'app', sloMs, rateHz });
    const harmony = planWith('harmony', vgg19, setting, [{ name: 'app', sloMs, rateHz }]);
    return { sloMs, ...costs, harmony: harmony?.groups[0]?.function };
  });
  const switches = rows.filter((row, index) => index > 0 && row.harmony?.type !== rows[index - 1]!.harmony?.type);
  const byRate = otherRatesHz.map((hz) => kneesAt(vgg19, setting, slos, hz));
  return {
    id: 'fig-6',
    title: 'Fig. 6: cost against the SLO',
    question: `How does the price of one VGG-19 app at ${rateHz} req/s depend on its SLO, on CPU and on GPU functions?`,
    published: 'two knees, at about 0.39 and 0.60 s.',
    plots: [
      {
        kind: 'line',
        id: 'cost',
        title: `VGG-19, ${rateHz} req/s, ${setting.prices.name}`,
        xLabel: 'SLO (s)',
        yLabel: `${setting.prices.currency} per million requests`,
        logY: true,
        series: [
          { name: 'best CPU function', points: rows.map(({ sloMs, cpu }) => [sloMs / 1000, cpu]) },
          { name: 'best GPU function', points: rows.map(({ sloMs, gpu }) => [sloMs / 1000, gpu]) },
        ],
      },
    ],
    tables: [
      {
        id: 'switches',
        title: 'SLOs at which the published method changes between CPU and GPU',
        columns: ['SLO s', 'from there on'],
        rows: switches.map(({ sloMs, harmony }) => [
          sloMs / 1000,
          harmony === undefined ? 'none' : shapeLabel(harmony),
        ]),
      },
    ],
    notes: [kneeNote(byRate)],
  };
}

/** SLOs at which the published method changes between CPU and GPU functions, one served first by any left out; s. */
function kneesAt(model: EvaluatedModel, setting: Setting, slosMs: readonly number[], rateOfAppHz: number): number[] {
  const types = slosMs.map(
    (sloMs) =>
      planWith('harmony', model, setting, [{ name: 'app', sloMs, rateHz: rateOfAppHz }])?.groups[0]?.function.type,
  );
  return slosMs
    .filter((_, index) => index > 0 && types[index - 1] !== undefined && types[index] !== types[index - 1])
    .map((sloMs) => sloMs / 1000);
}

/** The published knees beside those of this run. */
export function kneeNote(byRate: readonly (readonly number[])[]): string {
  const found = byRate.map(
    (knees, index) => `${listed(knees.map((knee) => number(knee)))} s at ${otherRatesHz[index]} req/s`,
  );
  const beside = publishedKnees.map((published, index) => {
    const own = byRate.flatMap((knees) => knees[index] ?? []);
    if (own.length === 0) return `the published one at ${published} s is not reproduced`;
    const off = own.map((knee) => 100 * (knee / published - 1));
    return `the published one at ${published} s is met with ${span(own)} s (${span(off, 2)} %)`;
  });
  return `Knees of the method as written: ${listed(found)}; ${listed(beside)}. The rate behind the published figure is not known, which leaves open how much of the difference is due to it.`;
}
