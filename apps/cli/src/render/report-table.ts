import type { Replan } from '../replay/plan-history';
import type { AppReport, MoneyReport, ReplayReport, Spent } from '../replay/report';
import { clock, count, decimal, milliseconds, money, percent, perMillion, plural, rate } from './figures';
import { plainText } from './plain-text';
import { renderPlan } from './plan-table';
import { renderTable, type Column } from './table';
import type { Style } from './terminal';

const none = '–';
const or = (value: number | null, shown: (value: number) => string): string => (value === null ? none : shown(value));

const attainment = (value: number | null, style: Style): string => {
  if (value === null) return none;
  const paint = value >= 0.99 ? style.green : value >= 0.95 ? style.yellow : style.red;
  return paint(percent(value));
};

const bad = (value: number, style: Style): string => (value === 0 ? '0' : style.red(count(value)));

const appColumns: readonly Column[] = [
  { title: 'App' },
  ...['SLO', 'Requests', 'Rate', 'ok', 'error', 'expired', 'rejected', 'lost', 'p50', 'p95', 'p99', 'in SLO'].map(
    (title): Column => ({ title, align: 'right' }),
  ),
];

type Counted = Pick<AppReport, 'requests' | 'rateHz' | 'outcomes' | 'lost' | 'attainment' | 'latencyMs'>;

const appRow = (name: string, slo: string, app: Counted, style: Style): string[] => [
  name,
  slo,
  count(app.requests),
  rate(app.rateHz),
  count(app.outcomes.ok),
  bad(app.outcomes.error, style),
  bad(app.outcomes.expired, style),
  bad(app.outcomes.rejected, style),
  bad(app.lost, style),
  or(app.latencyMs.p50, milliseconds),
  or(app.latencyMs.p95, milliseconds),
  or(app.latencyMs.p99, milliseconds),
  attainment(app.attainment, style),
];

function appTable(report: ReplayReport, style: Style): string {
  const rows = report.apps.map((app) => appRow(plainText(app.name), milliseconds(app.sloMs), app, style));
  const all = appRow('all', '', report, style);
  return renderTable(appColumns, report.apps.length > 1 ? [...rows, 'rule', all] : rows, style);
}

/** What is out of the ordinary; nothing where nothing is. */
function remarks(report: ReplayReport, style: Style): string {
  const lines = [
    report.lost > 0 && style.red(`${plural(report.lost, 'request')} got no answer within the wait`),
    report.unpublished > 0 && style.red(`${plural(report.unpublished, 'request')} could not be published to Kafka`),
    report.inFlight > 0 && `${plural(report.inFlight, 'request')} still in flight when the replay was stopped`,
    report.duplicates > 0 && `${plural(report.duplicates, 'later record')} of requests already answered`,
    report.unreadable > 0 && style.red(`${plural(report.unreadable, 'outcome')} did not keep to the contract`),
    report.sendDelayMs.p99 > 50 && style.yellow(`sent late: 1 % by over ${milliseconds(report.sendDelayMs.p99)}`),
    ...Object.entries(report.errorCodes).map(([code, times]) => `${plainText(code)}: ${count(times)}`),
  ].filter((line) => line !== false);
  return lines.map((line) => `  ${line}\n`).join('');
}

const above = (value: number): string => `${decimal(Math.abs(value), 1)} % ${value < 0 ? 'below' : 'above'}`;

function spentInWords({ source, total, idle }: Spent): string {
  if (source === 'outcomes') return `by the outcomes, executions alone, ${money(total)} in all; no emulator to ask`;
  const parts = idle === undefined ? '' : `, ${money(idle)} of it for idle instances`;
  return `by the emulator's bill, ${money(total)} in all${parts}`;
}

function moneyLines(report: MoneyReport, style: Style): [string, string, string][] {
  const { spent, predicted, differencePercent, alonePerRequest, savedPercent } = report;
  const difference = differencePercent === null ? '' : `${above(differencePercent)} what was spent`;
  const saved =
    savedPercent === null
      ? ''
      : savedPercent >= 0
        ? style.green(`the plan saves ${decimal(savedPercent, 1)} %`)
        : style.yellow(`the plan costs ${decimal(-savedPercent, 1)} % more`);
  return [
    ['spent', or(spent?.perRequest ?? null, perMillion), spent === null ? 'unknown' : spentInWords(spent)],
    ['predicted by the plan', or(predicted.perRequest, perMillion), difference],
    ['each app alone, predicted', or(alonePerRequest, perMillion), saved],
  ];
}

function moneyTable(report: ReplayReport, style: Style): string {
  if (report.money === null) return `  ${style.dim('No bill, no cost in the outcomes: money unknown.')}\n`;
  const columns: Column[] = [
    { title: 'Money' },
    { title: `${report.money.currency} per million`, align: 'right' },
    { title: '' },
  ];
  const unpriced = report.money.predicted.requestsWithoutPlan;
  const note = unpriced > 0 ? `  ${style.dim(`${plural(unpriced, 'request')} ran under a plan not seen here`)}\n` : '';
  return renderTable(columns, moneyLines(report.money, style), style) + note;
}

const aloneOf = (app: AppReport, style: Style): string =>
  app.alone.kind === 'planned' ? perMillion(app.alone.costPerRequest) : style.dim(app.alone.reason);

function aloneTable(report: ReplayReport, style: Style): string {
  if (report.apps.length < 2) return '';
  const columns: Column[] = [
    { title: 'Alone' },
    { title: `${report.money?.currency ?? ''} per million`, align: 'right' },
  ];
  return `${renderTable(
    columns,
    report.apps.map((app) => [plainText(app.name), aloneOf(app, style)]),
    style,
  )}\n`;
}

const costChange = ({ costPerRequest }: Replan): string =>
  costPerRequest.before === null
    ? ''
    : `, ${perMillion(costPerRequest.before)} → ${perMillion(costPerRequest.after)} per million`;

function replanLines(replan: Replan, style: Style): string {
  const what = replan.changed ? '' : ', same groups and sizes';
  const head = `  ${clock(replan.atSeconds)}  ${style.bold(replan.reason)} (epoch ${replan.epoch})${costChange(replan)}${what}\n`;
  return (
    head +
    replan.removed.map((group) => `        ${style.red('−')} ${plainText(group)}\n`).join('') +
    replan.added.map((group) => `        ${style.green('+')} ${plainText(group)}\n`).join('')
  );
}

const shownReplans = 12;

function replanList(report: ReplayReport, style: Style): string {
  if (report.replans.length === 0) return `  ${style.bold('Re-plans')}  none\n`;
  const changed = report.replans.filter((replan) => replan.changed).length;
  const hidden = report.replans.length - shownReplans;
  return (
    `  ${style.bold('Re-plans')}  ${report.replans.length}, of which ${changed} changed groups or sizes\n` +
    report.replans
      .slice(0, shownReplans)
      .map((replan) => replanLines(replan, style))
      .join('') +
    (hidden > 0 ? `  ${style.dim(`and ${hidden} more; see --json`)}\n` : '')
  );
}

const head = (report: ReplayReport, style: Style): string => {
  const pace = report.speed === 1 ? '' : ` at ${decimal(report.speed, report.speed % 1 === 0 ? 0 : 2)} times the speed`;
  const stopped = report.interrupted ? style.yellow(' · stopped early') : '';
  return (
    `  ${style.bold('Replay')} ${report.run} · ${plural(report.requests, 'request')} in ${clock(report.sendingSeconds)}${pace}` +
    ` · ${count(report.answered)} answered · mean batch ${or(report.meanBatchSize, (size) => decimal(size, 2))}${stopped}\n`
  );
};

/** The report as a person reads it. */
export function renderReport(report: ReplayReport, style: Style): string {
  const plans = report.plans.map(
    (plan) =>
      `\n  ${style.bold('Plan in force')}  ${plainText(plan.model)}, epoch ${plan.epoch}, reason ${plan.reason}\n\n${renderPlan(plan, style)}`,
  );
  return (
    `\n${head(report, style)}\n${appTable(report, style)}${remarks(report, style)}\n` +
    `${moneyTable(report, style)}\n${aloneTable(report, style)}${replanList(report, style)}${plans.join('')}\n`
  );
}
