import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serviceNames, type ServiceName } from '../system/app-process';
import { root } from '../system/harmonybatch';

export interface ScalingOptions {
  readonly runs: number;
  readonly services: readonly ServiceName[];
  /** Folder of the checkout whose built services run. */
  readonly checkout: string;
  readonly rateHz: number;
  /** What plans keep of every SLO for the way, ms. */
  readonly overheadMs: number;
  /** Share of the requests around an event that has to be in time, so that it counts as not noticed. */
  readonly leastShare: number;
  readonly seed: number;
  readonly jsonFile: string | undefined;
  readonly keepFolder: string | undefined;
  readonly help: boolean;
}

/** What is wrong with the arguments, in words. */
export class UsageError extends Error {}

export const usage = `usage: npm run bench:scaling -- [options]

Starts Kafka, Redis, an emulator of Function Compute and all services on this machine, lets requests of three apps flow
(SLOs of 300, 500 and 1,000 ms), scales each service from one replica to three, rolls all three, kills one that comes back
and one that does not, and scales it back to one. Says of the 20 s around each what became of the requests. Takes about two
minutes a service and run, and one before. Needs "npm run build" in the checkout that is measured, and Java 17.

  --runs N         how often all of it is done                                             [1]
  --only A,B       services: ${serviceNames.join(', ')}  [all]
  --checkout DIR   measures the services of another checkout: before and after by the same command  [this one]
  --rate N         requests a second of all apps together                                  [100]
  --overhead MS    what plans keep of every SLO for Kafka, Redis and the wire              [60]
  --least SHARE    share in time, below which an event counts as noticed                   [0.99]
  --seed N         of the arrivals                                                         [1]
  --json FILE      writes every figure there
  --keep DIR       keeps the logs of all processes there

Exits with 0 where no request was lost or answered twice and every event kept the share, with 1 where not, with 2 for wrong
options, with 3 where the run itself failed.
`;

const known = {
  runs: { type: 'string', default: '1' },
  only: { type: 'string', default: '' },
  checkout: { type: 'string', default: root },
  rate: { type: 'string', default: '100' },
  overhead: { type: 'string', default: '60' },
  least: { type: 'string', default: '0.99' },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
  keep: { type: 'string' },
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

function servicesIn(text: string): ServiceName[] {
  const given = text.split(',').filter((name) => name !== '');
  const unknown = given.find((name) => !serviceNames.includes(name as ServiceName));
  if (unknown !== undefined) throw new UsageError(`--only does not know ${unknown}: ${serviceNames.join(', ')}`);
  return serviceNames.filter((name) => given.length === 0 || given.includes(name));
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): ScalingOptions {
  const { runs, only, checkout, rate, overhead, least, seed, json, keep, help } = parsed(args);
  return {
    runs: Math.ceil(positive('runs', runs, 100)),
    services: servicesIn(only),
    checkout: resolve(checkout),
    rateHz: positive('rate', rate, 10_000),
    overheadMs: Math.round(positive('overhead', overhead, 250)),
    leastShare: positive('least', least, 1),
    seed: Math.floor(positive('seed', seed, 2 ** 31)),
    jsonFile: json,
    keepFolder: keep,
    help,
  };
}
