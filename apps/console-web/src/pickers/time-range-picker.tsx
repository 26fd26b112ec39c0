import { Choice } from '../controls/choice';
import { MomentField } from './moment-field';
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
  const chosen = value.fromMs === undefined ? 'now' : 'own';
  const choose = (preset: string) => {
    const hours = presets.find(([name]) => name === preset)?.[2] ?? 24;
    const toMs = Math.ceil(Date.now() / hourMs) * hourMs;
    onChange(preset === 'now' ? {} : { fromMs: toMs - hours * hourMs, toMs });
  };
  const set = (end: 'fromMs' | 'toMs') => (atMs: number | undefined) => {
    if (atMs !== undefined) onChange({ ...shown, ...value, [end]: atMs });
  };
  return (
    <div className={styles.range}>
      <Choice
        label="Span"
        value={chosen}
        options={presets.map(([name, words]) => [name as string, words])}
        onChange={choose}
      />
      <MomentField label="From" atMs={value.fromMs ?? shown?.fromMs} onChange={set('fromMs')} />
      <MomentField label="to" atMs={value.toMs ?? shown?.toMs} onChange={set('toMs')} />
    </div>
  );
}
