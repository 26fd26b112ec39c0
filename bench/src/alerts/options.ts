import { parseArgs } from 'node:util';
import { conditions } from './conditions';

export interface AlertOptions {
  readonly names: readonly string[];
  /** By how many times windows and holds of the rules are shorter. */
  readonly factor: number;
  readonly jsonFile: string | undefined;
  /** Takes the names and labels of all series that were seen. */
  readonly recordFile: string | undefined;
  readonly help: boolean;
}

/** What was asked for is not there; the message says what is. */
export class UsageError extends Error {}

export const defaultFactor = 60;

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
  'brings each condition about that an alert is for, waits until it fires, mends it and waits until it is over. Tries the query of every panel',
  'of the dashboards meanwhile. Exits with 0 only if every alert fired and ended and every panel had data; 1 if not, 2 for wrong',
  'options, 3 where the run itself failed. Needs Prometheus (apt-get install prometheus), which it starts on the loopback interface.',
  '',
  ...Object.entries(conditions).map(
    ([name, { about, alerts }]) => `  ${name.padEnd(10)} ${about}: ${alerts.join(', ')}`,
  ),
  '',
  '  --only A,B      these conditions alone; panels are not judged then',
  `  --factor N      windows, offsets and holds of the rules are N times shorter   [${defaultFactor}]`,
  '  --json FILE     writes what was found',
  '  --record FILE   writes names and labels of all series of the run',
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
  return { names, factor: times, jsonFile: json, recordFile: record, help };
}
