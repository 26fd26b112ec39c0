import type { PlanTotal } from '../commands/plan-total';
import { money, percent } from './figures';
import type { Style } from './terminal';

/** What all plans of a file cost together, and what is paid without them. */
export function renderTotal(total: PlanTotal, plans: number, style: Style): string {
  const { currency, costPerSecond, activePerSecond, idlePerSecond, minimumPerSecond, perMonth, alonePerMonth } = total;
  const of = plans === 1 ? '' : ` of ${plans} models together`;
  const lines = [
    `expected bill${of} ${money(costPerSecond)} ${currency} per second: ${money(activePerSecond)} running, ${money(idlePerSecond)} idle, ${money(minimumPerSecond)} minima`,
    `${style.bold(`${money(perMonth)} ${currency} in 30 days`)}${alonePerMonth === null ? '' : `; each app in a function of its own: ${money(alonePerMonth)} ${currency}`}`,
    ...(total.today === undefined
      ? []
      : [`today ${money(total.today.perMonth)} ${currency}: ${saved(total.today.savedShare)}`]),
  ];
  return `${plans === 1 ? '' : '\n'}${lines.map((line) => `  ${line}\n`).join('')}`;
}

const saved = (share: number): string =>
  share < 0 ? `the plan costs ${percent(-share)} more` : `the plan saves ${percent(share)}`;
