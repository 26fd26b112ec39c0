import { attainmentVerdict, type AttainmentVerdict, defaultAttainment } from '@harmonybatch/model';
import type { OutcomeReport } from '@harmonybatch/simulation';
import { outcomeOf, type Outcome } from '../compare';
import type { EvaluatedModel, EvaluationContext } from '../context';
import { randomInstance } from '../instances';
import type { Experiment } from '../report/experiment';

/** The same plan, with batches that wait by the latency of a full batch and by that of their present size. */
interface Pair {
  readonly full: Outcome;
  readonly present: Outcome;
}

/** What size-aware deadlines save over many random instances, and what they violate. */
export async function sizeAware(context: EvaluationContext): Promise<Experiment> {
  const { models, settings, seed, instances, requests } = context;
  const rows = [];
  for (const model of models) rows.push(rowOf(model.name, await pairsOf(context, model)));
  return {
    id: 'size-aware',
    title: 'Size-aware deadlines',
    question: 'What does it save that a part-filled batch waits by the latency of its present size?',
    plots: [],
    tables: [
      {
        id: 'size-aware',
        title: `exact, with and without, ${settings[0]!.prices.name}`,
        columns: [
          'model',
          'instances with batches',
          'mean saving (%)',
          'least (%)',
          'most (%)',
          'violations without (%)',
          'violations with (%)',
          'mean batch without',
          'mean batch with',
          'apps below their attainment without',
          'apps below their attainment with',
          'apps with too few requests to tell',
          'apps',
        ],
        rows,
      },
    ],
    notes: [
      `The instances of the savings (${instances} a model, about ${requests} requests each, seed ${seed}); those whose plan batches nothing are left out.`,
      'A batch that could not wait for a newcomer leaves without it, so that the newcomer makes nothing late.',
      attainmentNote(rows),
    ],
  };
}

async function pairsOf(context: EvaluationContext, model: EvaluatedModel): Promise<Pair[]> {
  const { instances, requests, seed, settings, onProgress } = context;
  const pairs: Pair[] = [];
  for (let index = 0; index < instances; index += 1) {
    if (index % 10 === 0) onProgress(`size-aware: ${model.name}, instance ${index + 1} of ${instances}`);
    const outcome = (sizeAwareDeadlines: boolean): Promise<Outcome | null> =>
      outcomeOf('exact', model, settings[0]!, randomInstance(model, index, seed), {
        requests,
        seed: seed + index,
        sizeAwareDeadlines,
      });
    const full = await outcome(false);
    if (full === null || full.plan.groups.every(({ batchSize }) => batchSize === 1)) continue;
    const present = await outcome(true);
    if (present !== null) pairs.push({ full, present });
  }
  return pairs;
}

function rowOf(model: string, pairs: readonly Pair[]): (string | number | null)[] {
  if (pairs.length === 0) return [model, 0, null, null, null, null, null, null, null, null, null, null, null];
  const savings = pairs.map(({ full, present }) => 100 * (1 - present.costPerMillion / full.costPerMillion));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const violations = (kind: keyof Pair): number =>
    100 *
    (1 -
      sum(pairs.map((pair) => pair[kind].report.total.withinSlo)) /
        sum(pairs.map((pair) => pair[kind].report.total.requests)));
  const apps = (kind: keyof Pair): OutcomeReport[] => pairs.flatMap((pair) => Object.values(pair[kind].report.apps));
  const judged = (kind: keyof Pair, verdict: AttainmentVerdict): number =>
    apps(kind).filter((app) => attainmentVerdict(app, defaultAttainment) === verdict).length;
  const batch = (kind: keyof Pair): number =>
    sum(pairs.map((pair) => pair[kind].report.batches.meanSize ?? 0)) / pairs.length;
  return [
    model,
    pairs.length,
    sum(savings) / pairs.length,
    Math.min(...savings),
    Math.max(...savings),
    violations('full'),
    violations('present'),
    batch('full'),
    batch('present'),
    judged('full', 'below'),
    judged('present', 'below'),
    judged('present', 'too-few'),
    apps('full').length,
  ];
}

/** How many apps kept their attainment, of those that had requests enough to show it. */
function attainmentNote(rows: readonly (readonly (string | number | null)[])[]): string {
  const [without, present, few, apps] = [-4, -3, -2, -1].map((column) =>
    rows.reduce((sum, row) => sum + Number(row.at(column) ?? 0), 0),
  );
  return `Below its attainment of ${defaultAttainment} counts an app that had so many late requests as one that keeps it has less than once in a thousand times, by the binomial distribution. Of ${apps} apps ${few} had too few requests for a shortfall of five points to be seen; of the others ${without} are below it without, and ${present} with size-aware deadlines.`;
}
