import { parseArgs } from 'node:util';

export interface ComposeOptions {
  /** Length of a round of traffic, s: rounds follow each other until services were scaled and killed. */
  readonly seconds: number;
  /** Asks no image registry: what the engine does not have yet is stood in for. */
  readonly offline: boolean;
  /** Takes what was found, as JSON. */
  readonly json: string | undefined;
  /** Keeps the output of every command and of all containers. */
  readonly keep: string | undefined;
  readonly help: boolean;
}

export const usage = `usage: npm run test:compose -- [options]

Runs docker-compose.yml as it stands under a Docker engine: build, up, healthy, sample apps planned for, requests answered
through the published port of Kafka, batcher and dispatcher scaled up and down and one of each and the ingest killed while
requests flow, outcomes counted by id, and down again; the console counts them by app and keeps its history, Prometheus and
Grafana run beside it, and the image's bill of materials is held against what the image has. Uses the engine that answers to "docker", else starts one of its own (as root).
Needs docker, docker compose (or docker-compose from 1.28 on), kcat and "npm run build".

Base images that the engine has or can pull are used as they are. What it cannot pull is stood in for by Debian's
packages, named like the real ones: that needs root, debootstrap, Java 17 and Maven. The report says which. Stand-ins are
made once: the engine keeps them and harmonybatch:local. Ctrl-C takes everything else down before this ends.

  --seconds N   a round of traffic, repeated until all was tried       [60]
  --offline     asks no image registry
  --json FILE   writes what was found
  --keep DIR    keeps the output of all commands and containers there
  --help

Exit status: 0 if everything held, 1 if something did not, 2 for wrong options, 3 where it could not be tried here,
130 where it was interrupted.
`;

/** What is wrong with the arguments, in words. */
export class UsageError extends Error {}

const known = {
  seconds: { type: 'string', default: '60' },
  offline: { type: 'boolean', default: false },
  json: { type: 'string' },
  keep: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const maxSeconds = 3600;
const minSeconds = 5;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): ComposeOptions {
  const { seconds, ...others } = parsed(args);
  const length = Number(seconds);
  if (Number.isInteger(length) && length >= minSeconds && length <= maxSeconds)
    return { seconds: length, offline: others.offline, json: others.json, keep: others.keep, help: others.help };
  throw new UsageError(`--seconds takes a whole number from ${minSeconds} to ${maxSeconds}: ${seconds}`);
}
