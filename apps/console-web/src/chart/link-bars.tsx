import { count } from '../figures/format';
import { PageLink } from '../search/page-link';
import styles from './chart.module.css';

export interface LinkBar {
  readonly name: string;
  readonly value: number;
  /** The list behind the figure; null where there is none. */
  readonly href: string | null;
  readonly color?: string;
  readonly meaning?: string;
}

/** Bars below each other, longest as it comes, each a link to what it counts. */
export function LinkBars({ bars }: { readonly bars: readonly LinkBar[] }) {
  const largest = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <ul className={styles.links}>
      {bars.map((bar) => (
        <li key={bar.name} title={bar.meaning}>
          {bar.href === null ? (
            <span className={styles.bar}>
              <Bar bar={bar} largest={largest} />
            </span>
          ) : (
            <PageLink href={bar.href}>
              <Bar bar={bar} largest={largest} />
            </PageLink>
          )}
        </li>
      ))}
    </ul>
  );
}

function Bar({ bar, largest }: { readonly bar: LinkBar; readonly largest: number }) {
  const { name, value, color = 'var(--series-1)' } = bar;
  return (
    <>
      <span className={styles.name}>{name}</span>
      <span className={styles.track}>
        {value === 0 ? null : <span style={{ width: `${(value / largest) * 100}%`, background: color }} />}
      </span>
      <b>{count(value)}</b>
    </>
  );
}
