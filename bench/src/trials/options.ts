import { parseArgs } from 'node:util';

export interface TrialOptions {
  readonly names: readonly string[];
  /** Traffic of those trials whose length may be chosen, minutes; undefined: as each has it. */
  readonly minutes: number | undefined;
  readonly seed: number;
  /** Files of requests per minute, one an app. */
  readonly traces: readonly string[];
  readonly jsonFile: string | undefined;
  readonly keepFolder: string | undefined;
  readonly help: boolean;
}

/** What was asked for is not there; the message says what is. */
export class UsageError extends Error {}

const known = {
  minutes: { type: 'string' },
  seed: { type: 'string', default: '1' },
  traces: { type: 'string', default: '' },
  json: { type: 'string' },
  keep: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function positive(name: string, text: string, most: number): number {
  const value = Number(text);
  if (value > 0 && value <= most) return value;
  throw new UsageError(`--${name} takes a number above 0, at most ${most}: ${text}`);
}

/** @throws UsageError */
export function readOptions(args: readonly string[], trials: readonly string[]): TrialOptions {
  const { values, positionals } = parsed(args);
  const unknown = positionals.find((name) => !trials.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no trial "${unknown}": ${trials.join(', ')}`);
  return {
    names: positionals,
    minutes: values.minutes === undefined ? undefined : positive('minutes', values.minutes, 24 * 60),
    seed: Math.floor(positive('seed', values.seed, 2 ** 31)),
    traces: values.traces.split(',').filter((file) => file !== ''),
    jsonFile: values.json,
    keepFolder: values.keep,
    help: values.help,
  };
}
