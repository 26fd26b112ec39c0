import controls from '../controls/controls.module.css';

interface Props {
  readonly label: string;
  /** Epoch ms; absent: none. */
  readonly atMs: number | undefined;
  readonly onChange: (atMs: number | undefined) => void;
}

/** A moment to the minute, in local time. */
export function MomentField({ label, atMs, onChange }: Props) {
  const choose = (typed: string) => {
    const chosenMs = new Date(typed).getTime();
    onChange(Number.isNaN(chosenMs) ? undefined : chosenMs);
  };
  return (
    <label className={controls.field}>
      <span>{label}</span>
      <input
        type="datetime-local"
        value={atMs === undefined ? '' : localMinute(atMs)}
        onChange={(event) => choose(event.currentTarget.value)}
      />
    </label>
  );
}

/** As the browser's field takes it: 2026-11-27T18:00, in local time. */
function localMinute(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
