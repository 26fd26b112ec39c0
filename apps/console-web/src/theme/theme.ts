import { useSyncExternalStore } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'harmonybatch.theme';
const listeners = new Set<() => void>();

/** The chosen theme; the system's where nothing was chosen. */
export const theme = (): Theme => themes.find((one) => one === localStorage.getItem(key)) ?? 'system';

/** Shows the chosen theme. Colors come from `color-scheme`, so that nothing else has to know. */
export function showTheme(): void {
  const chosen = theme();
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}

/** Chooses a theme and keeps the choice. */
export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(key, chosen);
  showTheme();
  for (const changed of listeners) changed();
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => listeners.delete(changed);
};

export const useTheme = (): Theme => useSyncExternalStore(subscribe, theme);
