import type { DeadLetterRow } from '@harmonybatch/console-api';
import { bytes, time } from '../figures/format';
import type { Column } from '../table/data-table';

/** What the list of dead letters says of each. */
export const letterColumns: readonly Column<DeadLetterRow>[] = [
  { name: 'Code', width: 'minmax(7rem, 11rem)', cell: ({ code }) => code },
  { name: 'Why', width: 'minmax(8rem, 1.6fr)', cell: ({ reason }) => <span title={reason}>{reason}</span> },
  { name: 'From', width: 'minmax(8rem, 1fr)', leftOutBelow: 'medium', cell: ({ from }) => from ?? 'not said' },
  { name: 'Read by', width: '7rem', leftOutBelow: 'large', cell: ({ service }) => service },
  { name: 'Key', width: 'minmax(5rem, 0.6fr)', leftOutBelow: 'large', cell: ({ key }) => key ?? 'none' },
  { name: 'Size', width: '5rem', align: 'right', leftOutBelow: 'small', cell: (letter) => bytes(letter.bytes) },
  { name: 'When', width: '7.5rem', align: 'right', leftOutBelow: 'small', cell: ({ atMs }) => time(atMs) },
  { name: 'Sent back', width: '4.5rem', align: 'right', cell: ({ resent }) => (resent ? 'yes' : 'no') },
];
