import type { EvaluationContext } from '../context';
import { outcomeOf } from '../compare';
import type { Experiment } from '../report/experiment';

const rates = [1, 2, 5, 10, 20];

/** Fig. 9 and 10: how far predictions are from what functions do and cost. */
export async function fig910({ models, settings, requests, seed, onProgress }: EvaluationContext): Promise<Experiment> {
  const setting = settings[0]!;
  const rows: (string | number | null)[][] = [];
  for (const model of models) {
    onProgress(`fig. 9 and 10: ${model.name}`);
    for (const strategy of ['batch', 'harmony', 'exact']) {
      const errors: { eq6: number; exact: number }[] = [];
      for (const rateHz of rates) {
        const sloMs = model.slosMs[model.slosMs.length - 1]!;
        const outcome = await outcomeOf(strategy, model, setting, [{ name: 'app', sloMs, rateHz }], { requests, seed });
        if (outcome === null) continue;
        const truth = outcome.costPerMillion / 1e6;
        errors.push({
          eq6: Math.abs(outcome.plan.costPerRequest / truth - 1) * 100,
          exact: Math.abs(outcome.plan.expected.costPerRequest / truth - 1) * 100,
        });
      }
      const range = (of: (error: { eq6: number; exact: number }) => number): (number | null)[] =>
        errors.length === 0 ? [null, null] : [Math.min(...errors.map(of)), Math.max(...errors.map(of))];
      rows.push([model.name, strategy, ...range(({ eq6 }) => eq6), ...range(({ exact }) => exact)]);
    }
  }
  return {
    id: 'fig-9-10',
    title: 'Fig. 9 and 10: how good predictions are',
    question: 'How far is the predicted cost of a plan from what simulated functions bill for it?',
    published: 'latency on CPU functions 0.1–6.1 % off (BATCH 0.7–43.0 %), on GPU functions 0.1–11.4 %.',
    plots: [],
    tables: [
      {
        id: 'errors',
        title: `Error of the predicted cost over ${rates.join(', ')} req/s, %, ${setting.prices.name}`,
        columns: ['model', 'strategy', "strategy's own, least", 'most', 'exact expectation, least', 'most'],
        rows,
      },
    ],
    notes: [
      'The published figures compare with latencies measured on the platform, which were not published: they cannot be reproduced from the published coefficients. What can be had is the error of predicted costs against functions simulated from those coefficients, with normal noise whose 99 % point is the maximum.',
    ],
  };
}
