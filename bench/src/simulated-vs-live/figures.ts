import type { SimulationReport } from '@harmonybatch/simulation';
import { median, percentileOf } from '../report/statistics';

/** What is compared of a run. */
export interface Figures {
  readonly costPerMillion: number;
  readonly meanBatchSize: number;
  /** Share of requests within their SLO. */
  readonly attainment: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Verdict {
  readonly name: keyof Figures;
  readonly live: number;
  readonly simulated: number;
  /** The difference as a part of the live figure. */
  readonly part: number;
  readonly holds: boolean;
}

export const latencyFigures = (latenciesMs: readonly number[]): Pick<Figures, 'p50' | 'p95' | 'p99'> => ({
  p50: percentileOf(latenciesMs, 0.5),
  p95: percentileOf(latenciesMs, 0.95),
  p99: percentileOf(latenciesMs, 0.99),
});

/** The median of several runs, figure by figure. */
export function figuresOfSimulated(reports: readonly SimulationReport[]): Figures {
  const medianOf = (figure: (report: SimulationReport) => number | null | undefined): number =>
    median(reports.map((report) => figure(report) ?? Number.NaN));
  return {
    costPerMillion: medianOf(({ bill }) => bill.perMillionRequests),
    meanBatchSize: medianOf(({ batches }) => batches.meanSize),
    attainment: medianOf(({ total }) => total.attainment),
    p50: medianOf(({ total }) => total.latencyMs?.p50),
    p95: medianOf(({ total }) => total.latencyMs?.p95),
    p99: medianOf(({ total }) => total.latencyMs?.p99),
  };
}

export const verdictsOf = (live: Figures, simulated: Figures): Verdict[] =>
  (Object.keys(live) as (keyof Figures)[]).map((name) => verdict(name, live[name], simulated[name]));

function verdict(name: keyof Figures, live: number, simulated: number): Verdict {
  const difference = Math.abs(simulated - live);
  const part = difference / live;
  const isLatency = name.startsWith('p');
  const close = isLatency ? part <= 0.1 || difference <= 20 : part <= 0.03;
  return { name, live, simulated, part, holds: name === 'attainment' || close };
}
