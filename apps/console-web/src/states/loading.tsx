import styles from './states.module.css';

/** Shown only where an answer takes longer than a moment. */
export function Loading({ what = 'Loading' }: { readonly what?: string }) {
  return (
    <div className={styles.loading} role="status">
      {what}…
    </div>
  );
}
