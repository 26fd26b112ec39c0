import { useEffect, useRef, type ReactNode } from 'react';
import { exactTime, time } from '../figures/format';
import { LiveIndicator } from './live-indicator';
import styles from './frame.module.css';

interface Props {
  readonly title: string;
  /** Title of the tab where it says more than that of the page. */
  readonly tab?: string;
  /** A line above the title: where this page lies. */
  readonly above?: ReactNode;
  /** A line below it. */
  readonly lead?: ReactNode;
  /** Of when the figures are, epoch ms; absent while there are none. */
  readonly atMs?: number | undefined;
  /** What can be chosen or done on the page. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

let isFirst = true;

/** A page: its title, of when its figures are and whether they go on, what can be chosen, and what it shows. */
export function Page({ title, tab = title, above, lead, atMs, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab} · HarmonyBatch`;
  }, [tab]);
  useEffect(() => {
    // Whoever cannot see it hears that the page is another; the first one begins at its top, with the link that skips.
    if (isFirst) isFirst = false;
    else heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <header className={styles.header}>
        <div className={styles.headline}>
          {above === undefined ? null : <div className={styles.above}>{above}</div>}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
        </div>
        <div className={styles.actions}>
          {actions}
          <div className={styles.asOf}>
            {atMs === undefined ? null : (
              <time dateTime={new Date(atMs).toISOString()} title={exactTime(atMs)}>
                as of {time(atMs)}
              </time>
            )}
            <LiveIndicator />
          </div>
        </div>
      </header>
      {children}
    </>
  );
}
