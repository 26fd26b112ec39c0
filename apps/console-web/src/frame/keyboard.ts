import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { places } from './places';

/** How long after `g` the next key still belongs to it, ms. */
const chordMs = 1_500;

export const keyHelp: readonly (readonly [string, string])[] = [
  ...places.map(({ key, name }) => [`g ${key}`, name] as const),
  ['/', 'What one looks for on this page'],
  ['j', 'Next row of the table'],
  ['k', 'Row before'],
  ['Enter', 'Open the row'],
  ['p', 'Pause, go on'],
  ['?', 'This help'],
];

interface Actions {
  readonly help: () => void;
  readonly pause: () => void;
}

/** The keys of the console. None of them does anything while something is typed or a dialog is open. */
export function useKeyboard({ help, pause }: Actions): void {
  const { history } = useRouter();
  useEffect(() => {
    let chordUntilMs = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || takesKeys(event.target)) return;
      const place = Date.now() < chordUntilMs ? places.find(({ key }) => key === event.key) : undefined;
      chordUntilMs = event.key === 'g' ? Date.now() + chordMs : 0;
      if (place !== undefined) history.push(place.href);
      else if (event.key === '/') document.querySelector<HTMLElement>('[data-page-search]')?.focus();
      else if (event.key === 'j') focusRow(1);
      else if (event.key === 'k') focusRow(-1);
      else if (event.key === '?') help();
      else if (event.key === 'p') pause();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [history, help, pause]);
}

function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null;
}

/** Moves to another row of the table that has the focus, or of the first one. */
function focusRow(by: 1 | -1): void {
  const table = document.activeElement?.closest('[role="table"]') ?? document;
  const rows = [...table.querySelectorAll<HTMLElement>('[data-row-link]')];
  const now = rows.findIndex((row) => row === document.activeElement);
  const next = now === -1 ? (by === 1 ? 0 : rows.length - 1) : now + by;
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: 'nearest' });
}
