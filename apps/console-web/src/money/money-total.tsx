import type { MoneyPage } from '@harmonybatch/console-api';
import { CoverageBadge } from '../figures/coverage-badge';
import { Facts } from '../figures/facts';
import { count, money as amountOf, share, time } from '../figures/format';
import styles from './money.module.css';

/** The sum of a span, what is missing in it, and what stands beside it. */
export function MoneyTotal({ money }: { readonly money: MoneyPage }) {
  const { total, unattributed, expectedBeside, rows, currency, span, keptSinceMs } = money;
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  const attributed = rows.reduce((sum, row) => sum + row.amount, 0);
  return (
    <div className={styles.total}>
      <Facts
        facts={[
          {
            name: 'Spent',
            value: (
              <>
                {amountOf(total.amount, total.currency)}{' '}
                <CoverageBadge coverage={total.coverage} missing={total.missing} />
              </>
            ),
            beside: `${time(span.fromMs)} to ${time(span.toMs)}`,
          },
          {
            name: 'A million requests',
            value: amountOf(requests === 0 ? null : (attributed / requests) * 1e6, currency),
            beside: `${count(requests)} requests`,
          },
          {
            name: 'Of no app',
            value: amountOf(unattributed, currency),
            beside:
              total.amount === null || total.amount === 0
                ? 'of nothing'
                : `${share(unattributed / total.amount)} of it`,
          },
          {
            name: 'Expected beside it',
            value: amountOf(expectedBeside, currency),
            beside: expectedBeside === null ? 'not known' : 'not in the sum',
          },
        ]}
      />
      <div className={styles.meanings}>
        {total.coverage === 'complete' ? null : (
          <div className={styles.missing}>
            <strong>Not everything is in this sum:</strong>
            <ul>
              {total.missing.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </div>
        )}
        <p>
          <strong>Of no app</strong> is what invocations cost that belong to no answered request: repeats, and
          executions that failed.
        </p>
        <p>
          <strong>Expected beside it</strong> is what plans in force expected for instances kept ready, cold starts and
          hourly minima: no invocation carries it, so it is in no row.
        </p>
        {keptSinceMs === null || keptSinceMs <= span.fromMs ? null : (
          <p>Sums are kept since {time(keptSinceMs)}; nothing is known of what was before.</p>
        )}
      </div>
    </div>
  );
}
