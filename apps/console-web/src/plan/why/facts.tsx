import type { ReactNode } from 'react';
import styles from './why.module.css';

export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
  /** Whether it is a part of the figure above it. */
  readonly isPart?: boolean;
}

export function Fact({ name, children, isPart = false }: FactProps) {
  return (
    <div data-part={isPart}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
