import type { MoneyPage } from '@harmonybatch/console-api';
import { count, exactTime, money, time, unknown } from '../figures/format';
import { coverageInWords } from './coverage-in-words';
import { stacksOf } from './stacks';
import styles from './money.module.css';

interface Props {
  readonly money: MoneyPage;
}

/** The same hours as a table, newest first, for whoever wants figures or cannot see the bars. */
export function HourTable({ money: { hours, rows, by, currency } }: Props) {
  const stacks = stacksOf({ by, rows, hours });
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
              {stacks.map(({ key, name }) => (
                <th key={key} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">Coverage</th>
            </tr>
          </thead>
          <tbody>
            {hours.toReversed().map((hour) => {
              const { hourMs, amount, requests, coverage } = hour;
              const isKnown = coverage !== 'unknown';
              return (
                <tr key={hourMs}>
                  <th scope="row" title={exactTime(hourMs)}>
                    {time(hourMs)}
                  </th>
                  <td>{isKnown ? money(amount, currency) : unknown}</td>
                  <td>{isKnown ? count(requests) : unknown}</td>
                  {stacks.map(({ key, amountOf }) => (
                    <td key={key}>{isKnown ? money(amountOf(hour), currency) : unknown}</td>
                  ))}
                  <td>{coverageInWords[coverage]}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
