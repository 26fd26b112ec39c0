import type { RecordingEnd } from '../shadow/recording';
import { malformedKinds, type MalformedKind } from '../shadow/record-app';
import type { ShadowedApp, ShadowMoney, ShadowReport, SloVerdict } from '../shadow/shadow-report';
import { clock, count, decimal, milliseconds, money, percent, plural, rate } from './figures';
import { plainText, shortened } from './plain-text';
import { renderPlan } from './plan-table';
import { contextFacts, renderPlanNotes } from './plan-text';
import { renderTable, type Column } from './table';
import type { Style } from './terminal';

const none = '–';
const or = (value: number | null, shown: (value: number) => string): string => (value === null ? none : shown(value));
const maxNamesShown = 12;
const maxExampleLength = 80;

const ends: Readonly<Record<RecordingEnd, string>> = {
  time: 'the time that was asked for',
  'topic-end': 'all that the topic holds',
  'record-limit': 'ended early: as many records as --max-records allows',
  interrupted: 'ended early by Ctrl-C',
  'connection-lost': 'ended early: Kafka does not answer any more',
};

/** The report as a person reads it. */
export function renderShadow(report: ShadowReport, style: Style): string {
  return [
    head(report, style),
    appTable(report, style),
    unheldList(report, style),
    report.money === null ? '' : moneyTable(report.money, report.records.requests, style),
    planTables(report, style),
    leftOut(report, style),
    renderPlanNotes(report.notes, style),
    '\n',
  ].join('');
}

function head({ topic, appField, window, records, apps }: ShadowReport, style: Style): string {
  const early = ['record-limit', 'interrupted', 'connection-lost'].includes(window.endedBy);
  const paint = early ? style.yellow : style.dim;
  const trouble = window.trouble === null ? '' : ` (${plainText(window.trouble)})`;
  return (
    `\n  ${style.bold('Shadow')} of ${plainText(topic)} · ${window.from} to ${window.until}, ${clock(window.seconds)} · ` +
    `${paint(`${ends[window.endedBy]}${trouble}`)}\n` +
    `  ${plural(records.read, 'record')}: ${plural(records.requests, 'request')} of ${plural(apps.length, 'app')} by ${plainText(appField)}, ` +
    `${count(records.unknown)} of apps without an SLO, ${count(records.malformed)} malformed\n\n`
  );
}

const appColumns = (currency: string): readonly Column[] => [
  { title: 'App' },
  ...['SLO', 'Requests', 'Rate', 'Promised', 'Simulated', `${currency} per hour`, 'Alone'].map((title): Column => ({
    title,
    align: 'right',
  })),
  { title: 'SLO holds' },
];

function appTable({ apps, money: sum }: ShadowReport, style: Style): string {
  if (apps.length === 0) return '';
  const rows = apps.map((app) => [
    shortened(plainText(app.name), maxExampleLength),
    milliseconds(app.sloMs),
    count(app.requests),
    `${rate(app.rateHz)} ±${decimal(app.standardErrorHz, app.standardErrorHz < 1 ? 3 : 2)}`,
    app.verdict === 'unattainable' ? none : percent(app.attainment.promised),
    or(app.attainment.simulated, percent),
    or(app.costPerHour, money),
    or(app.alonePerHour, money),
    verdictText(app.verdict, style),
  ]);
  return `${renderTable(appColumns(sum?.currency ?? 'Money'), rows, style)}\n`;
}

function verdictText(verdict: SloVerdict, style: Style): string {
  switch (verdict) {
    case 'held':
      return style.green('yes');
    case 'too-few':
      return 'planned; too few requests to tell';
    case 'planned':
      return 'planned; not simulated';
    case 'missed':
      return style.red('missed in the simulation');
    case 'unattainable':
      return style.red('no');
  }
}

function unheldList({ apps }: ShadowReport, style: Style): string {
  const lines = apps.flatMap(({ name, reason }: ShadowedApp) =>
    reason === null ? [] : [`  ${style.red('✗')} ${plainText(name)}: ${plainText(reason)}\n`],
  );
  return lines.length === 0 ? '' : `${lines.join('')}\n`;
}

function moneyTable(sum: ShadowMoney, requests: number, style: Style): string {
  const { currency, perHour, alonePerHour, savedPercent, perMonth, alonePerMonth, simulatedPerHour, today } = sum;
  const columns: Column[] = [
    { title: 'Money' },
    { title: `${currency} per hour`, align: 'right' },
    { title: 'in 30 days', align: 'right' },
    { title: '' },
  ];
  const rows = [
    ['batched together', money(perHour), money(perMonth), savedText(savedPercent, style)],
    ['each app alone', or(alonePerHour, money), or(alonePerMonth, money), ''],
    [
      'batched together, simulated',
      or(simulatedPerHour, money),
      '',
      simulatedPerHour === null ? '' : `on the ${plural(requests, 'request')} seen, each at its time`,
    ],
    ...(today === null ? [] : [['paid today', '', money(today.perMonth), savedText(today.savedPercent, style)]]),
  ];
  return `${renderTable(columns, rows, style)}\n`;
}

function savedText(savedPercent: number | null, style: Style): string {
  if (savedPercent === null) return '';
  return savedPercent >= 0
    ? style.green(`saves ${decimal(savedPercent, 1)} %`)
    : style.yellow(`costs ${decimal(-savedPercent, 1)} % more`);
}

const planTables = ({ models }: ShadowReport, style: Style): string =>
  models
    .map(({ plan, simulated }) => {
      if (plan === null) return '';
      const run =
        simulated === null
          ? ''
          : `  ${style.dim(`simulated ${clock(simulated.seconds)} with ${plural(simulated.requests, 'request')}: ${plural(simulated.plans, 'plan')}, mean batch ${or(simulated.meanBatchSize, (size) => decimal(size, 2))}, ${plural(simulated.coldStarts, 'cold start')}`)}\n`;
      const facts = [style.bold(plainText(plan.model)), `strategy ${plan.strategy}`, ...contextFacts(plan)];
      return `  ${facts.join(' · ')}\n\n${renderPlan(plan, style)}${run}\n`;
    })
    .join('');

/** What is in no figure above, and why. */
function leftOut(report: ShadowReport, style: Style): string {
  const { malformed, unknownApps, otherUnknown, silentApps, topic, window } = report;
  const lines = [
    ...malformed.map(({ kind, count: records, example }) => {
      const value = example.value === null ? '' : `: ${shortened(plainText(example.value), maxExampleLength)}`;
      const why = example.reason === null ? '' : ` (${plainText(example.reason)})`;
      return `${plural(records, 'record')} left out: ${malformedKinds[kind as MalformedKind]}${why}, such as ${plainText(topic)}/${example.place}${value}`;
    }),
    ...(unknownApps.length === 0
      ? []
      : [`apps without an SLO: ${namesText(unknownApps, otherUnknown)}; give --slo APP=MS or --default-slo MS`]),
    ...(silentApps.length === 0
      ? []
      : [`apps that sent nothing: ${namesText(silentApps.map((name) => ({ name, requests: 0 })))}`]),
    ...(window.strangeTimes === 0
      ? []
      : [`${plural(window.strangeTimes, 'record')} with a time of its own that is not when it was sent`]),
    ...(window.emptyOffsets === 0
      ? []
      : [
          `${plural(window.emptyOffsets, 'offset')} without a record: compacted, marks of transactions, or batches that cannot be read`,
        ]),
  ];
  return lines.map((line) => `  ${style.yellow('!')} ${line}\n`).join('');
}

function namesText(apps: readonly { readonly name: string; readonly requests: number }[], others = 0): string {
  const shown = apps.slice(0, maxNamesShown).map(({ name, requests }) => {
    const text = shortened(plainText(name), maxExampleLength);
    return requests === 0 ? text : `${text} (${count(requests)})`;
  });
  const more = apps.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`${count(more)} more`] : []),
    ...(others > 0 ? [`others (${count(others)} requests)`] : []),
  ].join(', ');
}
