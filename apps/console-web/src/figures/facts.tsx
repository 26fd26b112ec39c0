import type { ReactNode } from 'react';
import styles from './facts.module.css';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** What it has to be, or is of. */
  readonly beside?: ReactNode;
}

/** A few figures beside each other, each with its name above. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ name, value, beside }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {beside === undefined ? null : <div className={styles.beside}>{beside}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
