import { parseArgs } from 'node:util';
import { faultKinds, faultMeanings, type FaultKind } from './faults/fault';

export interface ChaosOptions {
  readonly minutes: number;
  readonly rateHz: number;
  /** SLO of the app that waits for long, ms. */
  readonly patientSloMs: number;
  readonly seed: number;
  readonly faults: readonly FaultKind[];
  /** Takes what was found, as JSON. */
  readonly json: string | undefined;
  /** Keeps the logs of all processes. */
  readonly keep: string | undefined;
  readonly help: boolean;
}

export const usage = `usage: npm run chaos -- [options]

Runs the whole system on this machine, hurts it while requests flow, and proves from the log of outcomes that no request
was lost and that all readers saw the same first answer. Every second minute is free of faults, the first being the
baseline. Exits with 0 only if all verdicts hold. Needs "npm run build", Java 17 and kcat.

  --minutes N     minutes of traffic, after 30 s of warming up          [20]
  --rate N        requests a second, Poisson                            [500]
  --patient N     SLO of an app that waits for long, ms: seldom enough that its batches wait for their deadline [130000]
  --seed N        of arrivals and faults                                [1]
  --faults A,B    kinds of faults                                       [all]
  --json FILE     writes what was found
  --keep DIR      keeps the logs of all processes there

kinds of faults:
${faultKinds.map((kind) => `  ${kind.padEnd(10)}${faultMeanings[kind]}`).join('\n')}
`;

/** What is wrong with the arguments, in words. */
export class UsageError extends Error {}

function positive(name: string, text: string, max: number): number {
  const value = Number(text);
  if (value > 0 && value <= max) return value;
  throw new UsageError(`--${name} takes a number above 0, at most ${max}: ${text}`);
}

function kindsIn(text: string): FaultKind[] {
  const given = text.split(',').filter((kind) => kind !== '');
  const unknown = given.filter((kind) => !faultKinds.includes(kind as FaultKind));
  if (unknown.length > 0) throw new UsageError(`--faults does not know ${unknown.join()}: ${faultKinds.join()}`);
  return faultKinds.filter((kind) => given.includes(kind));
}

const known = {
  minutes: { type: 'string', default: '20' },
  rate: { type: 'string', default: '500' },
  patient: { type: 'string', default: '130000' },
  seed: { type: 'string', default: '1' },
  faults: { type: 'string', default: faultKinds.join() },
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

/** @throws UsageError */
export function readOptions(args: readonly string[]): ChaosOptions {
  const { minutes, rate, patient, seed, faults, json, keep, help } = parsed(args);
  return {
    minutes: Math.ceil(positive('minutes', minutes, 24 * 60)),
    rateHz: positive('rate', rate, 100_000),
    patientSloMs: Math.floor(positive('patient', patient, 600_000)),
    seed: Math.floor(positive('seed', seed, 2 ** 32 - 1)),
    faults: kindsIn(faults),
    json,
    keep,
    help,
  };
}
