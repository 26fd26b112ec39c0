/** Planning time of `harmony` beside Table IV of the paper, and of `exact` up to 1,000 apps. */
import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import { plan, type PlanRequest } from '@harmonybatch/planning';
import { SeededRandomness } from '@harmonybatch/traffic';
import { median } from '../report/statistics';

const usage = `usage: npm run bench:planning-time -- [--json] [--help]

Medians of 20 warm runs, one thread, each with other apps. Above 200 apps a plan of \`exact\` is proven to be within 0.1 %
of the optimum; up to there it is the optimum.
`;
const warmRuns = 20;
const appCounts = { harmony: [1, 6, 12], exact: [1, 6, 12, 30, 100, 300, 1000] } as const;
/** Table IV: the paper's HarmonyBatch, ms, on its own machine. */
const paperMs: Readonly<Record<number, number>> = { 1: 2, 6: 23, 12: 38 };
/** Shortest and longest SLO of the paper's evaluation, ms. */
const sloRangeMs = { vgg19: [200, 1000], bert: [200, 1000], videomae: [1000, 2400], gpt2: [1000, 2400] } as const;

type Model = keyof typeof sloRangeMs;
const models = Object.keys(sloRangeMs) as Model[];

interface Row {
  readonly strategy: string;
  readonly apps: number;
  readonly paperMs: number | undefined;
  readonly medianMs: Readonly<Record<Model, number>>;
}

/** Apps with SLOs to the millisecond and rates log-uniform from 0.05 to 20 req/s. */
function appsOf(model: Model, count: number, random: SeededRandomness): PlanRequest['apps'] {
  const [min, max] = sloRangeMs[model];
  return Array.from({ length: count }, (_, index) => ({
    name: `app${index}`,
    sloMs: Math.round(random.between(min + 50, max)),
    rateHz: 0.05 * (20 / 0.05) ** random.uniform(),
  }));
}

function medianMs(strategy: string, model: Model, count: number): number {
  const random = new SeededRandomness(count);
  const request = {
    strategy,
    model,
    profile: shippedProfiles[model]!,
    prices: priceBooks['prototype-2023-cny']!,
    catalogue: catalogues['paper-2023']!,
    overheadMs: 0,
  };
  const coldRuns = count > 100 ? 1 : warmRuns;
  const timesMs: number[] = [];
  for (let run = 0; run < coldRuns + warmRuns; run += 1) {
    const apps = appsOf(model, count, random);
    const startMs = performance.now();
    const result = plan({ ...request, apps });
    const tookMs = performance.now() - startMs;
    if (result.kind !== 'planned') throw new Error(`${model} could not be planned: ${JSON.stringify(result)}`);
    if (run >= coldRuns) timesMs.push(tookMs);
  }
  return median(timesMs);
}

function rowOf(strategy: string, apps: number): Row {
  const medians = models.map((model) => [model, medianMs(strategy, model, apps)] as const);
  return {
    strategy,
    apps,
    paperMs: strategy === 'harmony' ? paperMs[apps] : undefined,
    medianMs: Object.fromEntries(medians) as Record<Model, number>,
  };
}

function lineOf(row: Row): string {
  const paper = row.paperMs === undefined ? '' : `${row.paperMs} ms`;
  const cells = models.map((model) => `${row.medianMs[model].toFixed(2)} ms`.padStart(12));
  return `  ${''.padEnd(8)} ${String(row.apps).padStart(4)}   ${paper.padStart(8)}  ${cells.join('')}\n`;
}

function measure(show: (text: string) => void): Row[] {
  const rows: Row[] = [];
  for (const [strategy, counts] of Object.entries(appCounts)) {
    show(`\n  ${strategy.padEnd(8)} apps   Table IV  ${models.map((model) => model.padStart(12)).join('')}\n`);
    for (const count of counts) {
      const row = rowOf(strategy, count);
      rows.push(row);
      show(lineOf(row));
    }
  }
  return rows;
}

function main(args: readonly string[]): void {
  const show = (text: string): void => void process.stdout.write(text);
  if (args.includes('--help')) return show(usage);
  if (!args.includes('--json')) return void measure(show);
  show(
    `${JSON.stringify(
      measure(() => undefined),
      null,
      2,
    )}\n`,
  );
}

main(process.argv.slice(2));
