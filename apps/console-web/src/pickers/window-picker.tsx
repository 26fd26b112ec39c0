import type { Window } from '@harmonybatch/console-api';
import { Choice } from '../controls/choice';
import { defaultWindow, windows } from '../search/windows';

interface Props {
  readonly value: Window | undefined;
  readonly onChange: (window: Window) => void;
}

/** How far back figures go. */
export function WindowPicker({ value = defaultWindow, onChange }: Props) {
  return (
    <Choice label="Figures of the last" value={value} options={windows.map((one) => [one, one])} onChange={onChange} />
  );
}
