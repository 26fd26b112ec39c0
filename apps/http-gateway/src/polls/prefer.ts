import type { IncomingHttpHeaders } from 'node:http';

/** The preference to be answered before the outcome is there (RFC 7240). */
export const respondAsync = 'respond-async';

/** Whether a call is to be answered at once. What else it prefers is not heeded. */
export function prefersAsync({ prefer }: IncomingHttpHeaders): boolean {
  const preferences = String(prefer ?? '').split(',');
  return preferences.some((one) => one.split(/[;=]/, 1)[0]!.trim().toLowerCase() === respondAsync);
}
