import type { Selection } from '@harmonybatch/dead-letters';
import type { Command } from 'commander';
import { parseAgeSeconds } from './option-values';

/** Which dead letters a command is about. */
export interface SelectionOptions {
  readonly topic?: string;
  readonly code?: string;
  /** Age of the oldest, s. */
  readonly since?: number;
}

/** Adds them to a command. */
export const withSelection = (command: Command): Command =>
  command
    .option('--topic <name>', 'letters of that topic only, such as inference.requested')
    .option('--code <code>', 'letters with that reason code only, such as malformed')
    .option('--since <age>', 'letters of that age at most, such as 30m, 12h or 3d', parseAgeSeconds);

export const selectionOf = ({ code, since }: SelectionOptions): Selection => ({
  code,
  sinceMs: since === undefined ? undefined : Date.now() - since * 1000,
});

/** Whether they leave any letter out. */
export const isFiltered = ({ topic, code, since }: SelectionOptions): boolean =>
  topic !== undefined || code !== undefined || since !== undefined;
