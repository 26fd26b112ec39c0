import { kneeRateHz } from '@harmonybatch/planning';
import type { EvaluationContext } from '../context';
import type { Experiment } from '../report/experiment';
import { listed, number } from '../report/in-words';
import { bestByKind } from './kinds';

const rates = Array.from({ length: 40 }, (_, index) => 0.5 * (index + 1));
const published: Readonly<Record<string, number>> = { vgg19: 9.4, bert: 8 };
const kneeSlos = [0.6, 0.8, 1, 1.6, 2.4];
const minKnee = 0.02;
const maxKnee = 40;

/** Fig. 7: the best CPU and GPU function of one app against its rate, and the knee between them. */
export async function fig7({ models, settings }: EvaluationContext): Promise<Experiment> {
  const setting = settings[0]!;
  const knees = models.map(({ name, profile }) => ({
    name,
    kneesHz: kneeSlos.map((slo) => kneeRateHz({ profile, ...setting }, slo)),
  }));
  const sloOf = (slos: readonly number[]): number => slos[Math.floor(slos.length / 2)]!;
  return {
    id: 'fig-7',
    title: 'Fig. 7: cost against the rate',
    question: 'At which rate does a GPU function become the cheaper one for a single app?',
    published: 'at about 9.4 req/s for VGG-19 and 8.0 req/s for BERT.',
    plots: models.map((model) => {
      const sloMs = sloOf(model.slosMs);
      const rows = rates.map((rateHz) => ({ rateHz, ...bestByKind(model, setting, { name: 'app', sloMs, rateHz }) }));
      return {
        kind: 'line' as const,
        id: model.name,
        title: `${model.name}, SLO ${sloMs / 1000} s, ${setting.prices.name}`,
        xLabel: 'rate (req/s)',
        yLabel: `${setting.prices.currency} per million requests`,
        logY: true,
        series: [
          { name: 'best CPU function', points: rows.map(({ rateHz, cpu }) => [rateHz, cpu] as const) },
          { name: 'best GPU function', points: rows.map(({ rateHz, gpu }) => [rateHz, gpu] as const) },
        ],
      };
    }),
    tables: [
      {
        id: 'knees',
        title: 'Knee by the published method',
        columns: ['model', 'published req/s', ...kneeSlos.map((slo) => `SLO ${slo} s`)],
        rows: knees.map(({ name, kneesHz }) => [
          name,
          published[name] ?? null,
          ...kneesHz.map((knee) => (isKnee(knee) ? knee : knee < minKnee ? 'always' : 'never up to 40')),
        ]),
      },
    ],
    notes: [kneeNote(knees)],
  };
}

const isKnee = (kneeHz: number): boolean => kneeHz >= minKnee && kneeHz < maxKnee - 0.01;

/** The published knees beside those of this run, and the SLO at which they come closest. */
export function kneeNote(knees: readonly { readonly name: string; readonly kneesHz: readonly number[] }[]): string {
  const beside = knees.flatMap(({ name, kneesHz }) => {
    const wanted = published[name];
    if (wanted === undefined) return [];
    const found = kneesHz.flatMap((knee, index) => (isKnee(knee) ? [{ knee, slo: kneeSlos[index]! }] : []));
    const [closest] = found.sort((one, other) => Math.abs(one.knee - wanted) - Math.abs(other.knee - wanted));
    if (closest === undefined)
      return [`${name} has no knee here at any of these SLOs, published is one at ${wanted} req/s`];
    const off = 100 * (closest.knee / wanted - 1);
    return [
      `${name} comes closest to the published ${wanted} req/s with ${number(closest.knee)} at an SLO of ${closest.slo} s (${number(off, 2)} %)`,
    ];
  });
  return `The SLO behind the published knees is not known: ${listed(beside)}.`;
}
