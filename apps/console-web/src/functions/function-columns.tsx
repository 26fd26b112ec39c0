import type { FunctionRow } from '@harmonybatch/console-api';
import { CutName } from '../figures/cut-name';
import { CoverageBadge } from '../figures/coverage-badge';
import { count, duration, money, share, unknown } from '../figures/format';
import type { Column } from '../table/data-table';
import styles from './functions.module.css';

/** What the list of functions says of each. */
export const functionColumns: readonly Column<FunctionRow>[] = [
  {
    name: 'Function',
    width: 'minmax(7rem, 1.6fr)',
    cell: ({ functionName }) => <CutName name={functionName} />,
  },
  { name: 'Shape', width: 'minmax(6.5rem, 0.9fr)', leftOutBelow: 'small', cell: ({ function: shape }) => shape },
  { name: 'Model', width: 'minmax(5rem, 0.6fr)', leftOutBelow: 'large', cell: ({ model }) => model },
  {
    name: 'Plan',
    width: '4.5rem',
    leftOutBelow: 'medium',
    cell: ({ inPlan }) => (inPlan ? 'in use' : <span className={styles.soft}>not now</span>),
  },
  {
    name: 'Invocations',
    width: '5.5rem',
    align: 'right',
    leftOutBelow: 'small',
    cell: ({ invocations }) => count(invocations),
  },
  {
    name: 'Failed',
    width: '4rem',
    align: 'right',
    leftOutBelow: 'large',
    cell: ({ failed }) => <span className={failed > 0 ? styles.failed : undefined}>{count(failed)}</span>,
  },
  {
    name: 'Took / predicted',
    width: '9rem',
    align: 'right',
    cell: (row) => (
      <span data-over={isSlower(row) ? '' : undefined} className={styles.observed}>
        {duration(row.observedMs.avg)} <span>/ {duration(row.predictedMs.avg)}</span>
      </span>
    ),
  },
  {
    name: 'Beyond plan',
    width: '5.5rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ beyondPlan }) => share(beyondPlan),
  },
  {
    name: 'Cold starts',
    width: '5.5rem',
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
    width: '7.5rem',
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
