import type { SimulationInput, SimulationReport } from '@harmonybatch/simulation';
import { clock, count, decimal, percent, plural } from './figures';
import { plainText } from './plain-text';
import { contextFacts, renderPlanNotes } from './plan-text';
import { renderTable } from './table';
import type { Style } from './terminal';

/** One strategy's run. */
export interface StrategyRun {
  readonly strategy: string;
  readonly report: SimulationReport;
}

/** Strategies side by side: costs never without the SLO violations that they buy. */
export function renderComparison(input: SimulationInput, runs: readonly StrategyRun[], style: Style): string {
  const { currency } = input.prices;
  const requests = runs[0]?.report.total.requests ?? 0;
  const traffic = {
    poisson: 'Poisson arrivals',
    bursty: 'bursty arrivals',
    trace: 'arrivals of traces',
    recorded: 'recorded arrivals',
  }[input.arrivals.kind];
  const facts = [
    style.bold(plainText(input.model)),
    `${count(requests)} requests of ${plural(input.apps.length, 'app')} in ${clock(input.durationSeconds)}`,
    `${traffic}, seed ${input.seed}`,
    ...contextFacts({ ...input, prices: input.prices.name, catalogue: input.catalogue.name }),
    input.plans === 'live' ? 're-planned as live' : 'one plan',
  ];
  return `\n  ${facts.join(' · ')}\n\n${strategyTable(currency, runs, style)}\n${violationTable(input, runs, style)}${renderPlanNotes(notesOf(runs), style)}\n`;
}

/** What the plans of all strategies want known, each once. */
const notesOf = (runs: readonly StrategyRun[]): string[] => [
  ...new Set(runs.flatMap(({ report }) => report.plans.flatMap(({ notes }) => notes))),
];

function strategyTable(currency: string, runs: readonly StrategyRun[], style: Style): string {
  const columns = [
    { title: 'Strategy' },
    { title: `${currency} per million`, align: 'right' },
    { title: 'Beside the first', align: 'right' },
    { title: 'Predicted', align: 'right' },
    { title: 'Violations', align: 'right' },
    { title: 'p50 / p95 / p99 ms', align: 'right' },
    { title: 'Mean batch', align: 'right' },
    { title: 'Plans', align: 'right' },
    { title: 'Cold', align: 'right' },
  ] as const;
  const first = runs[0]?.report.bill.perMillionRequests ?? 0;
  const rows = runs.map(({ strategy, report }) => {
    const { bill, total, batches, plans, coldStarts, predictedPerSecond } = report;
    const cost = bill.perMillionRequests ?? 0;
    const latency = total.latencyMs;
    const ratio = first === 0 ? 0 : cost / first - 1;
    return [
      strategy,
      decimal(cost, 2),
      `${ratio < 0 ? '−' : '+'}${decimal(Math.abs(ratio * 100), 1)} %`,
      bill.perSecond === 0 ? '–' : decimal((cost * predictedPerSecond) / bill.perSecond, 2),
      violations(total.attainment, style),
      latency === null ? '–' : [latency.p50, latency.p95, latency.p99].map((ms) => count(ms)).join(' / '),
      batches.meanSize === null ? '–' : decimal(batches.meanSize, 2),
      count(plans.length),
      count(coldStarts),
    ];
  });
  return renderTable(columns, rows, style);
}

/** SLO violations of each app under each strategy. */
function violationTable({ apps }: SimulationInput, runs: readonly StrategyRun[], style: Style): string {
  const columns = [
    { title: 'Violations of' },
    { title: 'SLO', align: 'right' as const },
    ...runs.map(({ strategy }) => ({ title: strategy, align: 'right' as const })),
  ];
  const rows = apps.map(({ name, sloMs }) => [
    plainText(name),
    `${count(sloMs)} ms`,
    ...runs.map(({ report }) => violations(report.apps[name]?.attainment ?? null, style)),
  ]);
  return renderTable(columns, rows, style);
}

const violations = (attainment: number | null, style: Style): string => {
  if (attainment === null) return '–';
  const share = percent(1 - attainment);
  return attainment < 0.99 ? style.red(share) : share;
};
