import type { ReactNode } from 'react';
import styles from './states.module.css';

interface Props {
  /** That there is nothing, in a sentence. */
  readonly title: string;
  /** Why, and what would make something appear. */
  readonly children?: ReactNode;
}

export function Empty({ title, children }: Props) {
  return (
    <div className={styles.empty}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
