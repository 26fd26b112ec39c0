import type { PromiseState } from '@harmonybatch/console-api';
import { share } from './format';
import styles from './promise-bar.module.css';

interface Props {
  readonly promised: number;
  readonly delivered: number | null;
  readonly state: PromiseState;
}

/** What two nines more than 99 % are worth: 99.99 % and all above lie at the end of the bar. */
const finest = 1e-4;

/**
 * Where a share lies on a bar that has as much room for each nine: 90 % at a quarter, 99 % in the middle, 99.9 % at three
 * quarters. On an even bar all promises would lie at its end.
 */
const placeOf = (value: number): number => (Math.log10(Math.max(finest, 1 - value)) / Math.log10(finest)) * 100;

/** Promised beside delivered: a bar as long as what was delivered, and the line that it has to reach. */
export function PromiseBar({ promised, delivered, state }: Props) {
  return (
    <span className={styles.bar} title={`promised ${share(promised)}, delivered ${share(delivered)}`} aria-hidden>
      <span
        className={styles.fill}
        data-state={state}
        style={{ width: `${delivered === null ? 0 : placeOf(delivered)}%` }}
      />
      <span className={styles.promise} style={{ left: `${placeOf(promised)}%` }} />
    </span>
  );
}
