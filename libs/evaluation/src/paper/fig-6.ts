import type { EvaluationContext } from '../context';
import { planWith } from '../compare';
import type { Experiment } from '../report/experiment';
import { shapeLabel } from './functions';
import { bestByKind } from './kinds';

const rateHz = 10;
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
    notes: [
      'The rate behind the published figure is not known, and its lower knee comes out of no published code: the method as written has knees at 0.25 s and, by rate, 0.53 to 0.58 s.',
    ],
  };
}
