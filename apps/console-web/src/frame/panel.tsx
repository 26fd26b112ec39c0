import { useId, type ReactNode } from 'react';
import styles from './frame.module.css';

interface Props {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** A chart or a few figures in a box with a title of its own; panels stand beside each other in `Panels`. */
export function Panel({ title, note, children }: Props) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note === undefined ? null : <p className={styles.note}>{note}</p>}
      <div className={styles.panelBody}>{children}</div>
    </section>
  );
}

interface PanelsProps {
  /** Three beside each other where there is room, in place of two. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

export function Panels({ narrow = false, children }: PanelsProps) {
  return (
    <div className={styles.panels} data-narrow={narrow ? '' : undefined}>
      {children}
    </div>
  );
}
