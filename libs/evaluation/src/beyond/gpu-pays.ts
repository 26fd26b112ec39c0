import type { EvaluatedModel, EvaluationContext, Setting } from '../context';
import type { Experiment } from '../report/experiment';
import { span } from '../report/in-words';
import { priceBooks } from '@harmonybatch/model';
import { bestByKind } from '../paper/kinds';

const minRateHz = 0.01;
const maxRateHz = 10_000;
const rateSteps = 120;

/** From which rate on a GPU function is the cheaper one for a single app, by price book. */
export async function gpuPays({ models, settings, onProgress }: EvaluationContext): Promise<Experiment> {
  onProgress('from which rate on a GPU pays');
  const today = settings.find(({ prices }) => prices.name === 'alibaba-current-cny');
  const platforms =
    today === undefined ? settings : [...settings, { ...today, prices: priceBooks['own-machines-usd']! }];
  const rows = platforms.flatMap((setting) =>
    models.flatMap((model) => {
      const slos = [model.slosMs[Math.floor(model.slosMs.length / 2)]!, model.slosMs[model.slosMs.length - 1]!];
      return slos.map((sloMs) => [
        setting.prices.name,
        setting.catalogue.name,
        model.name,
        sloMs / 1000,
        pays(model, setting, sloMs),
      ]);
    }),
  );
  return {
    id: 'gpu-pays',
    title: 'When a GPU begins to pay',
    question: 'From which rate on is a GPU function the cheaper one for a single app, at which prices?',
    plots: [],
    tables: [
      {
        id: 'rates',
        title: 'Rate from which on a GPU function is cheaper than every CPU function',
        columns: ['prices', 'catalogue', 'model', 'SLO s', 'req/s'],
        rows,
      },
    ],
    notes: [
      `Rates from ${minRateHz} to ${maxRateHz} req/s were tried. Instances are kept warm, and their idle time is part of the price. Where cards are held whole, latencies are those of the A10, an estimate.`,
      ...platforms.map(({ prices }) =>
        verdict(
          prices.name,
          rows.filter(([name]) => name === prices.name).map((row) => row[4]!),
        ),
      ),
    ],
  };
}

/** How often a GPU pays at these prices. */
function verdict(prices: string, cells: readonly (string | number)[]): string {
  const never = cells.filter((cell) => cell === 'never').length;
  const always = cells.filter((cell) => cell === 'always').length;
  const from = cells.filter((cell) => typeof cell === 'number');
  const between = from.length === 0 ? '' : `, from ${span(from)} req/s on in ${from.length}`;
  return `${prices}: of ${cells.length} cases a GPU pays always in ${always}, never in ${never}${between}.`;
}

/** The least rate tried from which on the GPU stays the cheaper one. */
function pays(model: EvaluatedModel, setting: Setting, sloMs: number): number | string {
  let from: number | null = null;
  for (let step = 0; step <= rateSteps; step += 1) {
    const rateHz = minRateHz * (maxRateHz / minRateHz) ** (step / rateSteps);
    const { cpu, gpu } = bestByKind(model, setting, { name: 'app', sloMs, rateHz });
    const cheaper = gpu !== null && (cpu === null || gpu < cpu);
    if (!cheaper) from = null;
    else from ??= rateHz;
  }
  if (from === null) return 'never';
  return from === minRateHz ? 'always' : Number(from.toPrecision(3));
}
