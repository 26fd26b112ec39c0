import { parseArgs } from 'node:util';
import { conditions } from './conditions';
import { textOf } from './expected-alert';

export interface AlertOptions {
  readonly names: readonly string[];
  /** By how many times windows and holds of the rules are shorter. */
  readonly factor: number;
  readonly jsonFile: string | undefined;
  /** Takes what happened in each condition as a test for promtool. */
  readonly recordFolder: string | undefined;
  readonly help: boolean;
}

/** What was asked for is not there; the message says what is. */
export class UsageError extends Error {}

export const defaultFactor = 60;
/** A second of a run is played as a minute. */
const recordedFactor = 60;

const known = {
  only: { type: 'string' },
  factor: { type: 'string', default: String(defaultFactor) },
  json: { type: 'string' },
  record: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export const usage = [
  'usage: npm run bench:alerts -- [options]',
  '',
  'Starts Kafka, Redis, all services, an emulator of Function Compute and a Prometheus with the rules of deploy/monitoring, lets requests flow,',
  'looks whether an alert fires without a reason, brings each condition about that an alert is for, waits until it fires, mends it and waits until it',
  'is over. Tries the query of every panel of the dashboards meanwhile. Exits with 0 only if all did so and every panel had data; 1 if not, 2 for wrong',
  'options, 3 where the run itself failed. Needs Prometheus (apt-get install prometheus), which it starts on the loopback interface.',
  '',
  ...Object.entries(conditions).map(
    ([name, { about, alerts }]) => `  ${name.padEnd(10)} ${about}: ${alerts.map(textOf).join(', ')}`,
  ),
  '',
  '  --only A,B      these conditions alone; panels are not judged then',
  `  --factor N      windows, offsets and holds of the rules are N times shorter   [${defaultFactor}]`,
  '  --json FILE     writes what was found',
  `  --record FOLDER writes the series of each condition as a test for promtool; with --factor ${recordedFactor} alone`,
  '',
].join('\n');

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): AlertOptions {
  const { only, factor, json, record, help } = parsed(args);
  const names = only?.split(',') ?? Object.keys(conditions);
  const unknown = names.find((name) => conditions[name] === undefined);
  if (unknown !== undefined)
    throw new UsageError(`there is no condition "${unknown}": ${Object.keys(conditions).join(', ')}`);
  const times = Number(factor);
  if (!(times >= 1 && times <= 100)) throw new UsageError(`--factor takes a number from 1 to 100: ${factor}`);
  if (record !== undefined && times !== recordedFactor)
    throw new UsageError(`--record plays a second as a minute, so --factor has to be ${recordedFactor}: ${factor}`);
  return { names, factor: times, jsonFile: json, recordFolder: record, help };
}
