import { comparedStrategies, type EvaluatedModel, type EvaluationContext } from '../context';
import { outcomeOf, type Outcome } from '../compare';
import { randomInstance } from '../instances';
import type { Experiment, Table } from '../report/experiment';

type Outcomes = Readonly<Record<string, Outcome | null>>;

/** What `exact` saves over many random instances, on simulated functions. */
export async function savings(context: EvaluationContext): Promise<Experiment> {
  const { models, settings } = context;
  const byModel = new Map<string, Outcomes[]>();
  for (const model of models) byModel.set(model.name, await outcomesOf(context, model));
  const sets = [...byModel];
  return {
    id: 'savings',
    title: 'What exact planning saves',
    question: `Over ${context.instances} random instances a model: how much cheaper is exact, at which SLO violations?`,
    plots: [
      {
        kind: 'line',
        id: 'distribution',
        title: `Saving of exact against harmony, ${settings[0]!.prices.name}`,
        xLabel: 'part of the instances (%)',
        yLabel: 'saving up to (%)',
        series: sets.map(([name, all]) => {
          const sorted = savingsAgainst('harmony', all);
          return {
            name,
            points: sorted.map((saving, index) => [(100 * (index + 1)) / sorted.length, 100 * saving] as const),
          };
        }),
      },
    ],
    tables: [savingTable(sets), violationTable(sets), predictionTable(sets)],
    notes: [
      `Instances: 2 to 8 apps, rates log-uniform from 0.05 to 20 req/s, SLOs of the paper's ranges, seed ${context.seed}; about ${context.requests} requests each, the same arrivals for all strategies; latencies normal with their 99 % point at the maximum; deadlines by full batches; prices ${settings[0]!.prices.name}, catalogue ${settings[0]!.catalogue.name}.`,
      'A strategy that cannot serve some app of an instance is left out there: costs are to be read together with violations.',
    ],
  };
}

async function outcomesOf(context: EvaluationContext, model: EvaluatedModel): Promise<Outcomes[]> {
  const { instances, requests, seed, settings, onProgress } = context;
  const all: Outcomes[] = [];
  for (let index = 0; index < instances; index += 1) {
    if (index % 10 === 0) onProgress(`savings: ${model.name}, instance ${index + 1} of ${instances}`);
    const apps = randomInstance(model, index, seed);
    const outcomes: Record<string, Outcome | null> = {};
    for (const strategy of comparedStrategies) {
      outcomes[strategy] = await outcomeOf(strategy, model, settings[0]!, apps, { requests, seed: seed + index });
    }
    all.push(outcomes);
  }
  return all;
}

/** Ascending. */
const savingsAgainst = (strategy: string, all: readonly Outcomes[]): number[] =>
  all
    .flatMap((outcomes) => {
      const [own, other] = [outcomes['exact'], outcomes[strategy]];
      return own == null || other == null ? [] : [1 - own.costPerMillion / other.costPerMillion];
    })
    .sort((one, other) => one - other);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const p95 = (sorted: readonly number[]): number => sorted[Math.ceil(0.95 * sorted.length) - 1]!;

const savingTable = (sets: readonly (readonly [string, readonly Outcomes[]])[]): Table => ({
  id: 'savings',
  title: 'Saving of exact by simulated cost, %',
  columns: ['model', 'against', 'instances', 'mean', 'p95', 'most', 'least'],
  rows: sets.flatMap(([model, all]) =>
    comparedStrategies
      .filter((strategy) => strategy !== 'exact')
      .map((strategy) => {
        const sorted = savingsAgainst(strategy, all).map((saving) => 100 * saving);
        if (sorted.length === 0) return [model, strategy, 0, null, null, null, null];
        return [model, strategy, sorted.length, mean(sorted), p95(sorted), sorted[sorted.length - 1]!, sorted[0]!];
      }),
  ),
});

const violationTable = (sets: readonly (readonly [string, readonly Outcomes[]])[]): Table => ({
  id: 'violations',
  title: 'Requests beyond their SLO, % of all requests of all instances',
  columns: ['model', ...comparedStrategies],
  rows: sets.map(([model, all]) => [
    model,
    ...comparedStrategies.map((strategy) => {
      const reports = all.flatMap((outcomes) => outcomes[strategy]?.report.total ?? []);
      const requests = reports.reduce((sum, one) => sum + one.requests, 0);
      const within = reports.reduce((sum, one) => sum + one.withinSlo, 0);
      return requests === 0 ? null : 100 * (1 - within / requests);
    }),
  ]),
});

const predictionTable = (sets: readonly (readonly [string, readonly Outcomes[]])[]): Table => ({
  id: 'prediction',
  title: 'Predicted against simulated cost, mean over instances, %',
  columns: ['model', 'harmony by Eq. 6', 'harmony by exact expectation', 'exact'],
  rows: sets.map(([model, all]) => {
    const error = (strategy: string, predicted: (outcome: Outcome) => number): number =>
      mean(
        all.flatMap((outcomes) => {
          const outcome = outcomes[strategy];
          return outcome == null ? [] : [100 * ((1e6 * predicted(outcome)) / outcome.costPerMillion - 1)];
        }),
      );
    return [
      model,
      error('harmony', ({ plan }) => plan.costPerRequest),
      error('harmony', ({ plan }) => plan.expected.costPerRequest),
      error('exact', ({ plan }) => plan.expected.costPerRequest),
    ];
  }),
});
