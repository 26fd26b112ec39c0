import type { FunctionRow } from '@harmonybatch/console-api';
import { CoverageBadge } from '../figures/coverage-badge';
import { count, duration, money, share, unknown } from '../figures/format';
import type { Column } from '../table/data-table';
import styles from './functions.module.css';

/** What the list of functions says of each. */
export const functionColumns: readonly Column<FunctionRow>[] = [
  { name: 'Function', width: 'minmax(8rem, 1.3fr)', cell: ({ functionName }) => functionName },
  { name: 'Shape', width: 'minmax(6.5rem, 1fr)', cell: ({ function: shape }) => shape },
  { name: 'Model', width: 'minmax(5rem, 0.6fr)', leftOutBelow: 'large', cell: ({ model }) => model },
  {
    name: 'Plan',
    width: '4.5rem',
    leftOutBelow: 'medium',
    cell: ({ inPlan }) => (inPlan ? 'in use' : <span className={styles.soft}>not now</span>),
  },
  {
    name: 'Invocations',
    width: '6rem',
    align: 'right',
    leftOutBelow: 'small',
    cell: ({ invocations, failed }) => (
      <>
        {count(invocations)}
        {failed === 0 ? null : <span className={styles.failed}> ({count(failed)} failed)</span>}
      </>
    ),
  },
  {
    name: 'Batch of',
    width: '4.5rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ meanBatchSize }) => (meanBatchSize === null ? unknown : meanBatchSize.toFixed(1)),
  },
  {
    name: 'Predicted',
    width: '5.5rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ predictedMs }) => duration(predictedMs.avg),
  },
  {
    name: 'Observed',
    width: '5.5rem',
    align: 'right',
    cell: (row) => (
      <span data-over={isSlower(row) ? '' : undefined} className={styles.observed}>
        {duration(row.observedMs.avg)}
      </span>
    ),
  },
  {
    name: 'Beyond plan',
    width: '6rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ beyondPlan }) => share(beyondPlan),
  },
  {
    name: 'Cold starts',
    width: '6rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ coldStarts, platformReports }) =>
      platformReports ? (
        count(coldStarts)
      ) : (
        <span title="The platform reports no durations: cold starts cannot be told.">{unknown}</span>
      ),
  },
  {
    name: 'Cost',
    width: '8rem',
    align: 'right',
    leftOutBelow: 'large',
    cell: ({ cost }) => (
      <>
        <CoverageBadge {...cost} short /> {money(cost.amount, cost.currency)}
      </>
    ),
  },
];

/** Whether executions take noticeably longer than plans have for them. */
export const isSlower = ({ predictedMs, observedMs }: FunctionRow): boolean =>
  predictedMs.avg !== null && observedMs.avg !== null && observedMs.avg > predictedMs.avg * 1.1;
