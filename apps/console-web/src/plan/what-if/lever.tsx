import { useId, useState } from 'react';
import { numberOf } from './app-changes';
import { steps, stepOf, valueOf } from './log-scale';
import styles from './what-if.module.css';

interface Props {
  readonly label: string;
  /** Of the field, such as ms. */
  readonly unit: string;
  readonly value: number;
  readonly now: number;
  /** Ends of the slider; the field takes more. */
  readonly least: number;
  readonly most: number;
  /** Ends of the field. */
  readonly from: number;
  readonly to: number;
  /** Undefined: as now. */
  readonly onChange: (value: number | undefined) => void;
}

/** A figure that can be slid or typed, and put back to what it is now. */
export function Lever({ label, unit, value, now, least, most, from, to, onChange }: Props) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? value : numberOf(typed);
  const isWrong = parsed === undefined || parsed < from || parsed > to;
  const tell = (next: number) => onChange(next === now ? undefined : next);
  return (
    <div className={styles.lever} data-changed={value !== now}>
      <label htmlFor={id}>{label}</label>
      <input
        type="range"
        aria-label={`${label}, slide`}
        aria-valuetext={`${value} ${unit}`}
        min={0}
        max={steps}
        value={stepOf(value, least, most)}
        onChange={(event) => {
          setTyped(null);
          tell(valueOf(Number(event.currentTarget.value), least, most));
        }}
      />
      <span className={styles.typed}>
        <input
          id={id}
          inputMode="decimal"
          value={typed ?? String(Number(value.toPrecision(3)))}
          aria-invalid={isWrong}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setTyped(text);
            const next = numberOf(text);
            if (next !== undefined && next >= from && next <= to) tell(next);
          }}
          onBlur={() => setTyped(null)}
        />
        {unit}
      </span>
      {isWrong ? (
        <span className={styles.wrong} role="alert">
          A number from {from} to {to}.
        </span>
      ) : null}
    </div>
  );
}
