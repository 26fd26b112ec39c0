import type { PlanPublished } from '@harmonybatch/contracts';
import type { Machine } from '../report/machine';
import { rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { AnswerFigures } from './answer-figures';
import type { AppFigures } from './app-figures';
import type { ExecutionFigures, Pair } from './execution-figures';
import type { MoneyFigures } from './money-figures';

/** All that a trial found. */
export interface TrialReport {
  readonly machine: Machine;
  readonly minutes: number;
  readonly cpuPeriodMs: number;
  readonly apps: readonly AppFigures[];
  readonly answers: AnswerFigures;
  readonly executions: readonly ExecutionFigures[];
  readonly failedExecutions: number;
  readonly money: MoneyFigures;
  /** All that were published, in order; those from the last one of the warm-up on were in force. */
  readonly plans: readonly PlanPublished[];
}

export interface Promised {
  readonly text: string;
  readonly isKept: boolean;
}

/** What the trial is held to. */
export function promisesOf({ apps, answers }: TrialReport, attainment: number): Promised[] {
  const { sent, lost, repeated, answered, equal } = answers;
  return [
    ...apps.map(({ app, attainment: reached }) => ({
      text: `${app}: ${percent(reached)} in time, of ${percent(attainment)} promised`,
      isKept: reached >= attainment,
    })),
    { text: `${equal} of ${answered} answers are those of the item alone`, isKept: equal === answered && answered > 0 },
    { text: `${lost} of ${sent} requests lost, ${repeated} answered more than once`, isKept: lost + repeated === 0 },
  ];
}

/** For a person. */
export function reportLines(report: TrialReport, promises: readonly Promised[]): string[] {
  const { plans, apps, executions, failedExecutions, money } = report;
  return [
    ...['', 'plans'],
    ...indented(plans.map(planLine)),
    ...['', 'apps'],
    ...indented(appLines(apps)),
    ...['', 'executions, ms: by the profile, and as observed'],
    ...indented(executionLines(executions)),
    ...(failedExecutions === 0 ? [] : [`  ${failedExecutions} more failed`]),
    ...['', 'money'],
    ...indented(moneyLines(money)),
    ...['', 'promises'],
    ...indented(promises.map(({ text, isKept }) => `${isKept ? '✓' : '✗'} ${text}`)),
    '',
  ];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
const percent = (share: number): string => `${rounded(share * 100)} %`;
const ms = (value: number | null | undefined): string => (value == null ? '–' : value.toFixed(1));

function planLine({ model, reason, currency, costPerSecond, groups }: PlanPublished): string {
  const group = ({ apps, function: { vcpu }, batchSize, warmInstances }: PlanPublished['groups'][number]): string =>
    `${apps.map(({ name }) => name).join(' + ')} on ${vcpu} vCPU, batch ${batchSize}, ${warmInstances} warm`;
  return `${model} (${reason}): ${groups.map(group).join('; ') || 'none'}; ${(costPerSecond * 3600).toPrecision(3)} ${currency} an hour`;
}

const appLines = (apps: readonly AppFigures[]): string[] =>
  tableLines(
    ['app', 'model', 'SLO, ms', 'req/s', 'sent', 'in time', 'p50', 'p95', 'p99', 'failed'],
    apps.map(({ app, model, sloMs, rateHz, sent, attainment, latencyMs, failures }) => [
      app,
      model,
      sloMs,
      rateHz,
      sent,
      percent(attainment),
      ms(latencyMs?.p50),
      ms(latencyMs?.p95),
      ms(latencyMs?.p99),
      Object.entries(failures)
        .map(([what, count]) => `${count} ${what}`)
        .join(', ') || '–',
    ]),
  );

const executionLines = (executions: readonly ExecutionFigures[]): string[] =>
  tableLines(
    ['model', 'vCPU', 'batch', 'runs', 'mean', '', 'p95', '', 'p99', ''],
    executions.map(({ model, vcpu, batchSize, runs, meanMs, p95Ms, p99Ms }) => [
      model,
      vcpu,
      batchSize,
      runs,
      ...[meanMs, p95Ms, p99Ms].flatMap(({ predicted, observed }: Pair) => [ms(predicted), ms(observed)]),
    ]),
  );

function moneyLines({ currency, requests, errorShare, ...money }: MoneyFigures): string[] {
  const perMillion = (amount: number): string => `${((amount / requests) * 1e6).toPrecision(4)} ${currency} a million`;
  const off = `${percent(Math.abs(errorShare))} ${errorShare < 0 ? 'less' : 'more'}`;
  return [
    `predicted ${perMillion(money.predicted)}, billed ${perMillion(money.billed)} (${off})`,
    `of it executions ${perMillion(money.billedExecutions)}, idle instances ${perMillion(money.billedIdle)}`,
  ];
}
