import type { Alternative, Change, Explanation, GroupExplanation, Plan } from '@harmonybatch/planning';
import { milliseconds, money } from './figures';
import { functionLabel } from './function-label';
import { plainText } from './plain-text';
import { renderTable } from './table';
import type { Style } from './terminal';

/** Why each group is what it is, and what each app pays. */
export function renderExplanation(plan: Plan, { groups, apps }: Explanation, style: Style): string {
  const blocks = groups.map((group, index) => renderGroup(plan, group, index, style)).join('');
  return `${blocks}\n${renderApps(plan, apps, groups, style)}`;
}

function renderGroup(plan: Plan, group: GroupExplanation, index: number, style: Style): string {
  const { nextBest, mergedWithNext, split } = group;
  const lines = [
    plainText(group.binding.message),
    nextBest === null
      ? 'no function of another size keeps the SLOs'
      : `next best size: ${alternative(nextBest, group)}`,
    ...(mergedWithNext === null ? [] : [`one group with group ${index + 2}: ${change(mergedWithNext, plan.currency)}`]),
    ...(split === null ? [] : [`cut in two after ${plainText(split.afterApp)}: ${change(split, plan.currency)}`]),
  ];
  const head = style.bold(`Group ${index + 1}`);
  return `  ${head}  ${money(group.costPerSecond)} ${plan.currency}/s\n${lines.map((line) => `    · ${line}\n`).join('')}`;
}

const alternative = ({ shape, batchSize, costPerSecond }: Alternative, group: GroupExplanation): string =>
  `${functionLabel(shape)} with batches of ${batchSize}, ${signedPercent(costPerSecond / group.costPerSecond - 1)}`;

const change = ({ extraPerSecond, costPerSecond }: Change, currency: string): string =>
  `${extraPerSecond < 0 ? '−' : '+'}${money(Math.abs(extraPerSecond))} ${currency}/s (${signedPercent(extraPerSecond / (costPerSecond - extraPerSecond))})`;

const signedPercent = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)} %`;

function renderApps(plan: Plan, apps: Explanation['apps'], groups: Explanation['groups'], style: Style): string {
  const total = groups.reduce((sum, group) => sum + group.costPerSecond, 0);
  const columns = [
    { title: 'App' },
    { title: `Alone, ${plan.currency}/h`, align: 'right' },
    { title: 'Pays now', align: 'right' },
    { title: 'Saves', align: 'right' },
    { title: 'Tightest SLO', align: 'right' },
    { title: 'and its price', align: 'right' },
  ] as const;
  const rows = apps.map((app) => [
    plainText(app.name),
    app.alonePerSecond === null ? '–' : perHour(app.alonePerSecond),
    perHour(app.paysPerSecond),
    app.alonePerSecond === null ? '–' : signedPercent(1 - app.paysPerSecond / app.alonePerSecond).replace('+', ''),
    milliseconds(app.tightestSloMs),
    app.tightestExtraPerSecond === null
      ? '–'
      : `${app.tightestExtraPerSecond < 0 ? '−' : '+'}${perHour(Math.abs(app.tightestExtraPerSecond))}/h`,
  ]);
  const foot = `  ${style.dim(`${perHour(total)} ${plan.currency} an hour, split in proportion to what each app would pay alone`)}\n`;
  return `${renderTable(columns, rows, style)}${foot}`;
}

const perHour = (perSecond: number): string => money(perSecond * secondsPerHour);
const secondsPerHour = 3600;
