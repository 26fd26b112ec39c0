import type { Coverage } from '@harmonybatch/console-api';
import { Popover } from '@base-ui/react/popover';
import styles from './figures.module.css';

const words: Record<Coverage, string> = { complete: 'complete', partial: 'incomplete', unknown: 'not known' };

interface Props {
  readonly coverage: Coverage;
  readonly missing: readonly string[];
  /** In a table: a sign in place of the word. */
  readonly short?: boolean;
}

/** Says whether a sum has everything in it, and on a click what is missing. Nothing where it is complete. */
export function CoverageBadge({ coverage, missing, short = false }: Props) {
  if (coverage === 'complete') return null;
  if (missing.length === 0) return <span className={styles.coverage}>{short ? '?' : words[coverage]}</span>;
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.coverage} aria-label={words[coverage]} title={words[coverage]}>
        {short ? '?' : words[coverage]}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} className={styles.above}>
          <Popover.Popup className={styles.popup}>
            <Popover.Title className={styles.popupTitle}>What is not in this sum</Popover.Title>
            <ul>
              {missing.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
