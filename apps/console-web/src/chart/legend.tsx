import styles from './chart.module.css';

interface Props {
  readonly entries: readonly { readonly name: string; readonly color: string }[];
}

/** What the colors of a chart stand for. */
export function Legend({ entries }: Props) {
  return (
    <ul className={styles.legend}>
      {entries.map(({ name, color }) => (
        <li key={name}>
          <span className={styles.key} style={{ background: color }} aria-hidden />
          {name}
        </li>
      ))}
    </ul>
  );
}
