import styles from './controls.module.css';

interface Props {
  readonly label: string;
  /** Empty: all. */
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

/** One of many: the browser's own list, which keyboards, screen readers and phones know. */
export function SelectField({ label, value, options, onChange }: Props) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
