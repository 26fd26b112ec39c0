import type { PublishedGroup } from '@harmonybatch/contracts';
import { count, decimal, money } from './figures';
import { renderTable } from './table';
import type { Style } from './terminal';

type Group = Pick<PublishedGroup, 'warmInstances' | 'coldShare' | 'moneyPerSecond'>;

const secondsPerHour = 3600;
const perHour = (perSecond: number): string => money(perSecond * secondsPerHour);

/** What each group's money is for, and how often its batches meet a cold start; nothing of a plan that does not say it. */
export function renderMoney(currency: string, groups: readonly Group[], style: Style): string {
  const rows = groups.flatMap((group, index) => rowOf(group, index));
  if (rows.length === 0) return '';
  const columns = [
    { title: '#' },
    { title: `Executions, ${currency}/h`, align: 'right' },
    { title: 'Invocations', align: 'right' },
    { title: 'Idle instances', align: 'right' },
    { title: 'Cold starts', align: 'right' },
    { title: 'Minima', align: 'right' },
    { title: 'Kept warm', align: 'right' },
    { title: 'Cold batches', align: 'right' },
  ] as const;
  return `\n${renderTable(columns, rows, style)}`;
}

function rowOf({ moneyPerSecond, warmInstances, coldShare }: Group, index: number): string[][] {
  if (moneyPerSecond === undefined) return [];
  const { executions, invocations, idle, coldStarts, minimum } = moneyPerSecond;
  const amounts = [executions, invocations, idle, coldStarts, minimum].map(perHour);
  const cold = coldShare === undefined ? '–' : `${decimal(100 * coldShare, 3)} %`;
  return [[String(index + 1), ...amounts, count(warmInstances), cold]];
}
