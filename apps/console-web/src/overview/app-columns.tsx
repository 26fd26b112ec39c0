import type { AppRow } from '@harmonybatch/console-api';
import { CoverageBadge } from '../figures/coverage-badge';
import { duration, moneyPerHour, rate, share } from '../figures/format';
import { PromiseBar } from '../figures/promise-bar';
import { PromiseMark } from '../figures/promise-state';
import type { Column } from '../table/data-table';
import styles from './overview.module.css';

/** What the list of apps says of each. */
export const appColumns: readonly Column<AppRow>[] = [
  { name: 'App', width: 'minmax(7rem, 1.4fr)', sort: 'name', cell: ({ app }) => app },
  { name: 'Promise', width: '6rem', sort: 'worst', cell: ({ state }) => <PromiseMark state={state} /> },
  {
    name: 'Delivered',
    width: '5rem',
    align: 'right',
    sort: 'delivered',
    cell: ({ delivered }) => share(delivered),
  },
  {
    name: 'Promised',
    width: '5rem',
    align: 'right',
    leftOutBelow: 'small',
    cell: ({ promised }) => share(promised),
  },
  {
    name: 'To the line',
    width: 'minmax(6rem, 1fr)',
    leftOutBelow: 'medium',
    cell: ({ promised, delivered, state }) => <PromiseBar promised={promised} delivered={delivered} state={state} />,
  },
  {
    name: 'p99 of SLO',
    width: '8.5rem',
    align: 'right',
    sort: 'slo',
    leftOutBelow: 'medium',
    cell: ({ latencyMs: { p99 }, sloMs }) => (
      <span data-over={p99 !== null && p99 > sloMs ? '' : undefined} className={styles.against}>
        {duration(p99)} <span>/ {duration(sloMs)}</span>
      </span>
    ),
  },
  {
    name: 'Rate',
    width: '6.5rem',
    align: 'right',
    sort: 'rate',
    leftOutBelow: 'small',
    cell: ({ rateHz }) => rate(rateHz),
  },
  {
    name: 'Cost',
    width: '9.5rem',
    align: 'right',
    sort: 'cost',
    leftOutBelow: 'large',
    cell: ({ perHour }) => (
      <>
        <CoverageBadge {...perHour} short /> {moneyPerHour(perHour.amount, perHour.currency)}
      </>
    ),
  },
  { name: 'Model', width: 'minmax(5rem, 0.7fr)', leftOutBelow: 'large', cell: ({ model }) => model },
];
