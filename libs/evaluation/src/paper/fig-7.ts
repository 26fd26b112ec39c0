import { kneeRateHz } from '@harmonybatch/planning';
import type { EvaluationContext } from '../context';
import type { Experiment } from '../report/experiment';
import { bestByKind } from './kinds';

const rates = Array.from({ length: 40 }, (_, index) => 0.5 * (index + 1));
const published: Readonly<Record<string, number>> = { vgg19: 9.4, bert: 8 };
const leastKnee = 0.02;
const mostKnee = 40;

/** Fig. 7: the best CPU and GPU function of one app against its rate, and the knee between them. */
export async function fig7({ models, settings }: EvaluationContext): Promise<Experiment> {
  const setting = settings[0]!;
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
        columns: ['model', 'published req/s', ...[0.6, 0.8, 1, 1.6, 2.4].map((slo) => `SLO ${slo} s`)],
        rows: models.map(({ name, profile }) => [
          name,
          published[name] ?? null,
          ...[0.6, 0.8, 1, 1.6, 2.4].map((slo) => {
            const knee = kneeRateHz({ profile, ...setting }, slo);
            if (knee >= mostKnee - 0.01) return 'never up to 40';
            return knee < leastKnee ? 'always' : knee;
          }),
        ]),
      },
    ],
    notes: [
      'The SLO behind the published knees is not known; the method as written gives 9.1 (VGG-19) and 9.9 (BERT) at 1 s.',
    ],
  };
}
