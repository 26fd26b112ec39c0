import type { MoneyPage } from '@harmonybatch/console-api';
import type { HourBar } from './hour-bars';

/** A part of every bar. */
export interface Stack {
  /** Its own among all parts: two models may have groups of one name. */
  readonly key: string;
  readonly name: string;
  /** Absent of what is no row. */
  readonly row?: MoneyPage['rows'][number];
  readonly color: string;
  readonly amountOf: (of: Pick<HourBar, 'parts' | 'others' | 'unattributed'>) => number;
}

/** One for each of the dearest rows. */
const colors = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-6'] as const;
const others = { app: 'other apps', group: 'other groups', function: 'other functions' } as const;

/** What bars are divided into, from below: the dearest rows, all others, and what no row bears; what has nothing in any hour is left out. */
export function stacksOf({ by, rows, hours }: Pick<MoneyPage, 'by' | 'rows' | 'hours'>): Stack[] {
  const named = rows.slice(0, colors.length).map((row, place): Stack => ({
    key: `${row.name} ${row.model}`,
    name: row.name,
    row,
    color: `var(${colors[place]!})`,
    amountOf: ({ parts }) => parts[place] ?? 0,
  }));
  const rest: Stack[] = [
    { key: 'others', name: others[by], color: 'var(--series-5)', amountOf: (bar) => bar.others },
    { key: 'none', name: `of no ${by}`, color: 'var(--line-strong)', amountOf: (bar) => bar.unattributed },
  ];
  return [...named, ...rest].filter(({ amountOf }) => hours.some((hour) => amountOf(hour) > 0));
}
