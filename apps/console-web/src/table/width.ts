import { useSyncExternalStore } from 'react';

/** Widths of the window from which more columns have room. */
const widths = { small: '36rem', medium: '56rem', large: '88rem' } as const;
export type Width = keyof typeof widths;

const queries = Object.entries(widths).map(
  ([name, width]) => [name as Width, window.matchMedia(`(min-width: ${width})`)] as const,
);

const subscribe = (changed: () => void) => {
  for (const [, query] of queries) query.addEventListener('change', changed);
  return () => {
    for (const [, query] of queries) query.removeEventListener('change', changed);
  };
};

/** Which widths the window has at least, as a text that is another when that is. */
const reached = () =>
  queries
    .filter(([, query]) => query.matches)
    .map(([name]) => name)
    .join(' ');

export function useWidth(): { readonly atLeast: (width: Width) => boolean } {
  const names = useSyncExternalStore(subscribe, reached).split(' ');
  return { atLeast: (width) => names.includes(width) };
}
