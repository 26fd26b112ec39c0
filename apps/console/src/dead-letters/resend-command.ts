import type { Resend } from '@harmonybatch/console-api';
import { commandLine } from '../command-line/command-line';

const msPerSecond = 1_000;
/** The oldest that the command takes, seconds. */
const maxAgeSeconds = 30 * 86_400;

/** The same on a command line. @param nowMs epoch: the command takes the age of the oldest letters */
export function resendCommand({ filter, places }: Resend, nowMs: number): string {
  if (places !== undefined && places.length > 0) return commandLine('dead-letters', 'resend', ...places);
  const { topic, code, sinceMs } = filter;
  const age = sinceMs === undefined ? 0 : Math.ceil((nowMs - sinceMs) / msPerSecond);
  const since = sinceMs === undefined ? [] : ['--since', `${Math.min(maxAgeSeconds, Math.max(1, age))}s`];
  const only = [
    ...(topic === undefined ? [] : [`--topic=${topic}`]),
    ...(code === undefined ? [] : [`--code=${code}`]),
    ...since,
  ];
  return commandLine('dead-letters', 'resend', '--all', ...only);
}
