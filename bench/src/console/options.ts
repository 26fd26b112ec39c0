import { parseArgs } from 'node:util';

export interface ConsoleOptions {
  readonly apps: number;
  readonly rateHz: number;
  /** How long the page is left open, s. */
  readonly seconds: number;
  readonly chromium: string;
  readonly jsonFile: string | undefined;
  /** Where a picture of the page at the end goes. */
  readonly pictureFile: string | undefined;
  readonly help: boolean;
}

/** What is wrong with the arguments, in words. */
export class UsageError extends Error {}

export const usage = `usage: npm run bench:console -- [options]

Starts Kafka, Redis, an emulator of Function Compute, all services and the console on this machine, lets requests of many apps
flow and leaves the console's first page open in Chromium. Says how soon it was painted, what memory it and the console take
before and after, and what CPU both take beside the pipeline. Needs "npm run build", Java 17 and Chromium.

  --apps N        how many apps send requests             [1000]
  --rate N        requests a second of all apps together  [500]
  --seconds N     how long the page is left open          [600]
  --chromium FILE the browser                             [CHROMIUM_PATH, else chromium]
  --json FILE     writes every figure there
  --picture FILE  writes a PNG of the page at the end there
`;

const known = {
  apps: { type: 'string', default: '1000' },
  rate: { type: 'string', default: '500' },
  seconds: { type: 'string', default: '600' },
  chromium: { type: 'string', default: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium' },
  json: { type: 'string' },
  picture: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known }).values;
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
export function readOptions(args: readonly string[]): ConsoleOptions {
  const { apps, rate, seconds, chromium, json, picture, help } = parsed(args);
  return {
    apps: Math.ceil(positive('apps', apps, 10_000)),
    rateHz: positive('rate', rate, 10_000),
    seconds: positive('seconds', seconds, 86_400),
    chromium,
    jsonFile: json,
    pictureFile: picture,
    help,
  };
}
