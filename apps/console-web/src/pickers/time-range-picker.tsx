import { useId } from 'react';
import controls from '../controls/controls.module.css';
import { Choice } from '../controls/choice';
import styles from './pickers.module.css';

export interface TimeRange {
  /** Epoch ms; absent: as the server says where nothing is chosen. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

interface Props {
  readonly value: TimeRange;
  /** The range that is shown where none is chosen, epoch ms. */
  readonly shown: { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly onChange: (range: TimeRange) => void;
}

const hourMs = 3_600_000;
const presets = [
  ['now', '24 h', 24],
  ['week', '7 days', 168],
  ['month', '30 days', 720],
] as const;

/** A span of time: the last day, week or month, or from one moment to another, in local time. */
export function TimeRangePicker({ value, shown, onChange }: Props) {
  const id = useId();
  const chosen = value.fromMs === undefined ? 'now' : 'own';
  const choose = (preset: string) => {
    const hours = presets.find(([name]) => name === preset)?.[2] ?? 24;
    const toMs = Math.ceil(Date.now() / hourMs) * hourMs;
    onChange(preset === 'now' ? {} : { fromMs: toMs - hours * hourMs, toMs });
  };
  const set = (end: 'fromMs' | 'toMs') => (typed: string) => {
    const atMs = new Date(typed).getTime();
    if (!Number.isNaN(atMs)) onChange({ ...shown, ...value, [end]: atMs });
  };
  return (
    <div className={styles.range}>
      <Choice
        label="Span"
        value={chosen}
        options={presets.map(([name, words]) => [name as string, words])}
        onChange={choose}
      />
      <Moment id={`${id}-from`} label="From" atMs={value.fromMs ?? shown?.fromMs} onChange={set('fromMs')} />
      <Moment id={`${id}-to`} label="to" atMs={value.toMs ?? shown?.toMs} onChange={set('toMs')} />
    </div>
  );
}

interface MomentProps {
  readonly id: string;
  readonly label: string;
  readonly atMs: number | undefined;
  readonly onChange: (typed: string) => void;
}

function Moment({ id, label, atMs, onChange }: MomentProps) {
  return (
    <label className={controls.field} htmlFor={id}>
      <span>{label}</span>
      <input
        id={id}
        type="datetime-local"
        value={atMs === undefined ? '' : localMinute(atMs)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

/** As `datetime-local` takes it: 2026-11-27T18:00, in local time. */
export function localMinute(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
