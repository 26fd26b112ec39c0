import type { PlannedGroup } from '@harmonybatch/planning';
import type { EvaluationContext } from '../context';
import { planWith } from '../compare';
import { paperWorkload } from '../instances';
import type { Experiment } from '../report/experiment';
import { number } from '../report/in-words';
import { groupLabel } from './functions';

/** Fig. 14: functions of 8 VGG-19 apps before grouping, after the published one and after the exact one. */
export async function fig14({ models, settings }: EvaluationContext): Promise<Experiment | null> {
  const vgg19 = models.find(({ name }) => name === 'vgg19');
  if (vgg19 === undefined) return null;
  const setting = settings[0]!;
  const apps = paperWorkload(vgg19).map((app, index) => ({ ...app, sloMs: minSloMs + 100 * index }));
  const alone = apps.flatMap((app) => planWith('harmony', vgg19, setting, [app])?.groups ?? []);
  const arrangements = [
    { name: 'each app alone', groups: alone },
    ...['harmony', 'exact'].map((name) => ({ name, groups: planWith(name, vgg19, setting, apps)?.groups ?? [] })),
  ];
  const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
  return {
    id: 'fig-14',
    title: 'Fig. 14: functions before and after grouping',
    question: 'Which functions serve 8 apps of VGG-19?',
    published:
      '7 CPU functions and 1 GPU function (b 7) become 2 CPU functions and 1 GPU function (2 GB, b 13) that serves 79.0 % of the requests.',
    plots: [],
    tables: [
      {
        id: 'functions',
        title: `Functions, ${setting.prices.name}`,
        columns: ['arrangement', 'share of requests %', 'function, batch size, waits'],
        rows: arrangements.flatMap(({ name, groups }) =>
          groups.map((group) => [
            name,
            (100 * group.apps.reduce((sum, app) => sum + app.rateHz, 0)) / rateHz,
            groupLabel(group),
          ]),
        ),
      },
    ],
    notes: [
      `The rates of the published example are not known; those assumed here were chosen to give its shape. ${shapeNote(arrangements)}`,
    ],
  };
}

/** What each arrangement is made of, and what the tightest apps get alone. */
function shapeNote(
  arrangements: readonly { readonly name: string; readonly groups: readonly PlannedGroup[] }[],
): string {
  const parts = arrangements.map(({ name, groups }) => {
    const gpus = groups.filter(({ function: shape }) => shape.type === 'gpu');
    const rate = (some: readonly PlannedGroup[]): number =>
      some.flatMap(({ apps }) => apps).reduce((sum, app) => sum + app.rateHz, 0);
    const share = gpus.length === 0 ? '' : ` with ${number((100 * rate(gpus)) / rate(groups))} % of the requests`;
    return `${name}: ${groups.length - gpus.length} CPU and ${gpus.length} GPU functions${share}`;
  });
  const tightest = arrangements[0]!.groups.slice(0, 2).map(({ function: shape }) => number(shape.vcpu));
  return `Here ${parts.join('; ')}. The two tightest apps alone get ${tightest.join(' and ')} vCPU by the published coefficients; the published example shows 2.10 and 1.75.`;
}

/** As in the published example. */
const minSloMs = 300;
