import type { MoneyPage } from '@harmonybatch/console-api';
import { count, exactTime, money, time } from '../figures/format';
import { coverageInWords } from './coverage-in-words';
import styles from './money.module.css';

interface Props {
  readonly hours: MoneyPage['hours'];
  readonly currency: string | null;
}

/** The same hours as a table, newest first, for whoever wants figures or cannot see the bars. */
export function HourTable({ hours, currency }: Props) {
  return (
    <details className={styles.hours}>
      <summary>Hours as a table</summary>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Hours as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Hour</th>
              <th scope="col">Spent</th>
              <th scope="col">Requests</th>
              <th scope="col">Coverage</th>
            </tr>
          </thead>
          <tbody>
            {hours.toReversed().map(({ hourMs, amount, requests, coverage }) => (
              <tr key={hourMs}>
                <th scope="row" title={exactTime(hourMs)}>
                  {time(hourMs)}
                </th>
                <td>{coverage === 'unknown' ? '–' : money(amount, currency)}</td>
                <td>{coverage === 'unknown' ? '–' : count(requests)}</td>
                <td>{coverageInWords[coverage]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
