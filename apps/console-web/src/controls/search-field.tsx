import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import styles from './controls.module.css';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** How long to wait for the next letter, ms; 0 where nothing is asked of the server. */
  readonly waitMs?: number;
}

/** Where one types what one looks for; `/` leads here from anywhere on the page. */
export function SearchField({ label, value, onChange, waitMs = 200 }: Props) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    // Another link was followed: what is typed is no longer what is looked for.
    if (value !== told.current) setTyped((told.current = value));
  }, [value]);
  useEffect(() => {
    if (typed === told.current) return;
    const later = setTimeout(() => {
      told.current = typed;
      onChange(typed);
    }, waitMs);
    return () => clearTimeout(later);
  }, [typed, waitMs, onChange]);
  return (
    <label className={`${styles.field} ${styles.search}`}>
      <Search size={15} aria-hidden />
      <span className="visually-hidden">{label}</span>
      <input
        type="search"
        data-page-search
        placeholder={label}
        value={typed}
        maxLength={256}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}
