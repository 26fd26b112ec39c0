import type { MoneyPage } from '@harmonybatch/console-api';
import { CutName } from '../figures/cut-name';
import { count, money as amountOf, share } from '../figures/format';
import { Section } from '../frame/section';
import { Empty } from '../states/empty';
import { DataTable, type Column } from '../table/data-table';
import { hrefOfRow } from './row-link';
import styles from './money.module.css';

type Row = MoneyPage['rows'][number];

const titles = { app: 'By app', group: 'By group', function: 'By function' } as const;
const heads = { app: 'App', group: 'Group', function: 'Function' } as const;

/** Who or what the money was spent on, dearest first. */
export function MoneyTable({ money }: { readonly money: MoneyPage }) {
  const { by, rows, currency } = money;
  const all = rows.reduce((sum, { amount }) => sum + amount, 0);
  const dearest = Math.max(...rows.map(({ amount }) => amount), Number.MIN_VALUE);
  const columns: readonly Column<Row>[] = [
    {
      name: heads[by],
      width: 'minmax(5.5rem, 1.4fr)',
      cell: ({ name }) => (by === 'app' ? name : <CutName name={name} />),
    },
    { name: 'Model', width: 'minmax(5rem, 0.7fr)', leftOutBelow: 'medium', cell: ({ model }) => model ?? '–' },
    {
      name: 'Beside the dearest',
      width: 'minmax(6rem, 1.2fr)',
      leftOutBelow: 'medium',
      cell: ({ amount }) => (
        <span className={styles.rank}>
          <span style={{ width: `${(100 * amount) / dearest}%` }} />
        </span>
      ),
    },
    { name: 'Spent', width: 'minmax(6rem, 8rem)', align: 'right', cell: ({ amount }) => amountOf(amount, currency) },
    {
      name: 'Of all',
      width: '4.5rem',
      align: 'right',
      leftOutBelow: 'small',
      cell: ({ amount }) => share(all === 0 ? null : amount / all),
    },
    {
      name: 'Requests',
      width: '7rem',
      align: 'right',
      leftOutBelow: 'small',
      cell: ({ requests }) => count(requests),
    },
    {
      name: 'A million',
      width: 'minmax(5.5rem, 7rem)',
      align: 'right',
      cell: ({ perMillion }) => amountOf(perMillion, currency),
    },
  ];
  return (
    <Section title={titles[by]} note="What answered requests bear of their batches, dearest first.">
      {rows.length === 0 ? (
        <Empty title="Nothing was spent in this span.">
          Choose a longer one, or one in which requests were answered.
        </Empty>
      ) : (
        <DataTable
          label={`Money ${titles[by].toLowerCase()}`}
          columns={columns}
          rows={rows}
          keyOf={({ name, model }) => `${name} ${model}`}
          hrefOf={(row) => hrefOfRow(by, row)}
        />
      )}
    </Section>
  );
}
