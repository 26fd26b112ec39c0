import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isSafeguard, safeguards, type Safeguard } from '../safeguards/safeguard';

/** What the command line asks for. */
export type CampaignArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'replay'; readonly seed: number; readonly without: Safeguard | null; readonly json: boolean }
  | {
      readonly kind: 'campaign';
      readonly from: number;
      readonly count: number;
      readonly workers: number;
      readonly without: Safeguard | null;
      readonly json: boolean;
    }
  | { readonly kind: 'wrong'; readonly why: string };

export const usage = `Runs the pipeline under seeded faults and checks that it keeps its promises.

  npm run sim -- [options]

  --seeds N      how many seeds (10000)
  --from N       the first of them (1)
  --workers N    threads (as many as there are cores)
  --seed N       replays one seed and prints its history
  --without S    leaves one safeguard away, to see that its absence is found:
${Object.entries(safeguards)
  .map(([name, what]) => `                   ${name.padEnd(11)} ${what}`)
  .join('\n')}
  --json         prints the report as JSON
  --help         prints this

The exit status is 1 where a promise was broken, 2 where an option is wrong.
`;

const options = {
  seeds: { type: 'string', default: '10000' },
  from: { type: 'string', default: '1' },
  workers: { type: 'string', default: String(availableParallelism()) },
  seed: { type: 'string' },
  without: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; never throws. */
export function readArguments(args: readonly string[]): CampaignArguments {
  try {
    const { values } = parseArgs({ args: [...args], options });
    const { json, without = null } = values;
    if (values.help) return { kind: 'help' };
    if (without !== null && !isSafeguard(without)) {
      return { kind: 'wrong', why: `--without ${without}: there are ${Object.keys(safeguards).join(', ')}` };
    }
    if (values.seed !== undefined) return { kind: 'replay', seed: whole('seed', values.seed, 0), without, json };
    const [from, count] = [whole('from', values.from, 0), whole('seeds', values.seeds, 1)];
    return { kind: 'campaign', from, count, workers: whole('workers', values.workers, 1), without, json };
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
}

function whole(name: string, text: string, min: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new Error(`--${name} ${text}: it must be an integer from ${min}`);
}
