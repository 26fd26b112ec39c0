import { defaultAttainment, latencyReach } from '@harmonybatch/model';
import { harmonySteps } from '@harmonybatch/planning';
import type { EvaluationContext } from '../context';
import { paperWorkload } from '../instances';
import type { Experiment } from '../report/experiment';

/** Fig. 13: the cost of the published algorithm's groups after each merge. */
export async function fig13({ models, settings }: EvaluationContext): Promise<Experiment> {
  const setting = settings[0]!;
  const reach = latencyReach(defaultAttainment);
  const steps = models.map((model) => {
    const members = paperWorkload(model).map((app) => ({ ...app, sloSeconds: app.sloMs / 1000, reach }));
    const costs = harmonySteps({ profile: model.profile, ...setting }, members);
    return { name: model.name, costs };
  });
  return {
    id: 'fig-13',
    title: 'Fig. 13: cost after each merge',
    question: 'How much does every merge of Algorithm 1 save?',
    published: '4 to 7 merges cut the cost by 13.1–62.4 % (VGG-19 38.4 %).',
    plots: [
      {
        kind: 'line',
        id: 'merges',
        title: `Cost by Eq. 6, relative to each app alone, ${setting.prices.name}`,
        xLabel: 'merges',
        yLabel: 'relative cost',
        series: steps.map(({ name, costs }) => ({
          name,
          points: costs.map((cost, index) => [index, cost / costs[0]!] as const),
        })),
      },
    ],
    tables: [
      {
        id: 'merges',
        title: 'All merges together',
        columns: ['model', 'merges', 'saving %'],
        rows: steps.map(({ name, costs }) => [
          name,
          costs.length - 1,
          100 * (1 - costs[costs.length - 1]! / costs[0]!),
        ]),
      },
    ],
    notes: ['The rates of the published workload are not known; those assumed here give VGG-19 the shape of Fig. 14.'],
  };
}
