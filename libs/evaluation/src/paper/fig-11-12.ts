import { comparedStrategies, type EvaluationContext } from '../context';
import { outcomeOf, type Outcome } from '../compare';
import { paperWorkload } from '../instances';
import type { Experiment, Plot, Table } from '../report/experiment';
import { costNotes, type OutcomesByModel } from './cost-notes';

/** Times the requests of a random instance. */
const requestFactor = 5;

/** Fig. 11 and 12: cost and SLO violations of the four strategies, 8 apps a model. */
export async function fig1112(context: EvaluationContext): Promise<Experiment> {
  const { models, settings, seed, onProgress } = context;
  const requests = requestFactor * context.requests;
  const plots: Plot[] = [];
  const tables: Table[] = [];
  const bySetting: OutcomesByModel[] = [];
  for (const setting of settings) {
    const outcomes = new Map<string, (Outcome | null)[]>();
    for (const model of models) {
      onProgress(`fig. 11 and 12: ${model.name}, ${setting.prices.name}`);
      const ofModel: (Outcome | null)[] = [];
      for (const strategy of comparedStrategies) {
        ofModel.push(await outcomeOf(strategy, model, setting, paperWorkload(model), { requests, seed }));
      }
      outcomes.set(model.name, ofModel);
    }
    bySetting.push(outcomes);
    const id = setting.prices.name;
    plots.push(
      barsOf(`cost-${id}`, `Cost, ${id}`, 'simulated cost, relative to batch', outcomes, (outcome, all) => {
        const base = all[0]?.costPerMillion;
        return base === undefined ? null : outcome.costPerMillion / base;
      }),
      barsOf(`violations-${id}`, `SLO violations, ${id}`, 'requests beyond their SLO (%)', outcomes, (outcome) => {
        return 100 * outcome.violations;
      }),
    );
    tables.push({
      id,
      title: `${id}, catalogue ${setting.catalogue.name}, ${setting.prices.currency} per million requests`,
      columns: [
        'model',
        'strategy',
        'simulated',
        'exact expectation',
        'own model',
        'violations %',
        'mean batch',
        'groups',
      ],
      rows: [...outcomes].flatMap(([model, all]) =>
        all.map((outcome, index) => [
          model,
          comparedStrategies[index]!,
          outcome?.costPerMillion ?? null,
          outcome === null ? null : outcome.plan.expected.costPerRequest * 1e6,
          outcome === null ? null : outcome.plan.costPerRequest * 1e6,
          outcome === null ? null : 100 * outcome.violations,
          outcome?.report.batches.meanSize ?? null,
          outcome?.plan.groups.length ?? null,
        ]),
      ),
    });
  }
  return {
    id: 'fig-11-12',
    title: 'Fig. 11 and 12: cost and SLO violations',
    question: 'What do 8 apps cost with each strategy, and how many requests miss their SLO?',
    published:
      'up to 82.9 % below BATCH, 16.1–59.6 % below MBS+; violations of BATCH about 23 % (VideoMAE), 4 % (VGG-19), 2.5 % (BERT), 14.5 % (GPT-2), of the others below 1 %.',
    plots,
    tables,
    notes: [
      'The rates of the published workload are not known; these were drawn once, log-uniform from 0.05 to 20 req/s. A strategy without a bar cannot serve some app.',
      ...costNotes(context, bySetting),
    ],
  };
}

function barsOf(
  id: string,
  title: string,
  yLabel: string,
  outcomes: ReadonlyMap<string, readonly (Outcome | null)[]>,
  valueOf: (outcome: Outcome, all: readonly (Outcome | null)[]) => number | null,
): Plot {
  return {
    kind: 'bar',
    id,
    title,
    xLabel: '',
    yLabel,
    categories: [...outcomes.keys()],
    series: comparedStrategies.map((name, index) => ({
      name,
      values: [...outcomes.values()].map((all) => {
        const outcome = all[index];
        return outcome == null ? null : valueOf(outcome, all);
      }),
    })),
  };
}
