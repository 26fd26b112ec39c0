import type { ReactNode } from 'react';
import styles from './controls.module.css';

/** What is chosen of a list, beside each other as far as there is room. */
export function Filters({ children }: { readonly children: ReactNode }) {
  return <div className={styles.filters}>{children}</div>;
}
