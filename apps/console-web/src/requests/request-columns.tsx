import type { RequestRow } from '@harmonybatch/console-api';
import { CircleCheck, CircleX, ClockAlert } from 'lucide-react';
import { CutName } from '../figures/cut-name';
import { duration, exactTime, unknown } from '../figures/format';
import type { Column } from '../table/data-table';
import { lateCauses } from './late-causes';
import styles from './requests.module.css';

/** What the list of requests says of each. */
export const requestColumns: readonly Column<RequestRow>[] = [
  { name: 'Id', width: 'minmax(8.5rem, 1.6fr)', cell: ({ id }) => <CutName name={id} /> },
  { name: 'Outcome', width: '6.5rem', cell: (row) => <Outcome row={row} /> },
  {
    name: 'Took',
    width: '5.5rem',
    align: 'right',
    cell: ({ latencyMs }) => duration(latencyMs),
  },
  {
    name: 'SLO',
    width: '5.5rem',
    align: 'right',
    leftOutBelow: 'small',
    cell: ({ sloMs }) => duration(sloMs),
  },
  {
    name: 'Late by',
    width: '5.5rem',
    align: 'right',
    leftOutBelow: 'small',
    cell: ({ lateByMs }) => (lateByMs > 0 ? duration(lateByMs) : unknown),
  },
  {
    name: 'Cause',
    width: 'minmax(7.5rem, 1fr)',
    leftOutBelow: 'medium',
    cell: ({ cause, code }) => (cause === null ? (code ?? '') : lateCauses[cause].name),
  },
  {
    name: 'Batch of',
    width: '4.5rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ batchSize }) => batchSize ?? unknown,
  },
  { name: 'App', width: 'minmax(5.5rem, 1fr)', leftOutBelow: 'medium', cell: ({ app }) => app },
  {
    name: 'Arrived',
    width: '8rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ arrivedAtMs }) => exactTime(arrivedAtMs),
  },
];

/** How a request ended: in time, late, or not at all. */
export function Outcome({ row: { status, lateByMs } }: { readonly row: Pick<RequestRow, 'status' | 'lateByMs'> }) {
  const isLate = status === 'ok' && lateByMs > 0;
  const Icon = status !== 'ok' ? CircleX : isLate ? ClockAlert : CircleCheck;
  return (
    <span className={styles.outcome} data-outcome={status !== 'ok' ? 'failed' : isLate ? 'late' : 'ok'}>
      <Icon size={15} aria-hidden />
      {status !== 'ok' ? status : isLate ? 'ok, late' : 'ok'}
    </span>
  );
}
