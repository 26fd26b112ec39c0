import type { Window } from '@harmonybatch/console-api';

/** How far back figures can go, shortest first. */
export const windows: readonly Window[] = ['1m', '5m', '15m', '1h'];
export const defaultWindow: Window = '5m';

export const windowWords: Readonly<Record<Window, string>> = {
  '1m': '1 minute',
  '5m': '5 minutes',
  '15m': '15 minutes',
  '1h': '1 hour',
};

/** A window in seconds. */
export const windowSeconds: Readonly<Record<Window, number>> = { '1m': 60, '5m': 300, '15m': 900, '1h': 3_600 };
