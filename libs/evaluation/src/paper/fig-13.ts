import { defaultAttainment, latencyReach } from '@harmonybatch/model';
import { harmonySteps } from '@harmonybatch/planning';
import type { EvaluationContext } from '../context';
import { paperWorkload } from '../instances';
import type { Experiment } from '../report/experiment';
import { number, span } from '../report/in-words';

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
    notes: [mergeNote(steps)],
  };
}

/** Published: merges, and the part of the cost that they save, %. */
const published = { merges: { least: 4, most: 7 }, saving: { least: 13.1, most: 62.4 }, vgg19: 38.4 };

/** What this run gives beside the published merges. */
export function mergeNote(steps: readonly { readonly name: string; readonly costs: readonly number[] }[]): string {
  const savings = steps.map(({ costs }) => 100 * (1 - costs[costs.length - 1]! / costs[0]!));
  const merges = steps.map(({ costs }) => costs.length - 1);
  const within = (values: readonly number[], { least: min, most: max }: { least: number; most: number }): string =>
    `${values.filter((value) => value >= min && value <= max).length} of ${values.length} models within the published ${min} to ${max}`;
  const own = savings[steps.findIndex(({ name }) => name === 'vgg19')];
  const vgg19 =
    own === undefined
      ? ''
      : `; VGG-19 saves ${number(own)} %, ${number(own - published.vgg19, 2)} points beside the published ${published.vgg19} %`;
  return `Here ${span(merges)} merges (${within(merges, published.merges)}) cut the cost by ${span(savings)} % (${within(savings, published.saving)} %)${vgg19}. The rates of the published workload are not known; those here are assumed.`;
}
