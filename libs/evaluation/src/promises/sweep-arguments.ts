import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export type SweepArguments =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'sweep';
      readonly from: number;
      readonly count: number;
      readonly requests: number;
      readonly mostSeconds: number;
      readonly seed: number;
      readonly threads: number;
      readonly json: boolean;
    }
  | { readonly kind: 'wrong'; readonly why: string };

export const sweepUsage = `Holds what plans promise against what the simulated pipeline does.

  npm run promises -- [options]

  --instances N     how many random instances (600); models, price books and strategies take turns
  --from N          the first of them (0)
  --requests N      requests that each is simulated with, about (20000)
  --most-seconds N  longest time that each is simulated for, however few requests come (14400)
  --seed N          another seed, other instances (1)
  --threads N       (as many as there are cores)
  --json            prints every instance as JSON
  --help            prints this

The exit status is 1 where a promise was broken, 2 where an option is wrong.
`;

const options = {
  instances: { type: 'string', default: '600' },
  from: { type: 'string', default: '0' },
  requests: { type: 'string', default: '20000' },
  'most-seconds': { type: 'string', default: '14400' },
  seed: { type: 'string', default: '1' },
  threads: { type: 'string', default: String(availableParallelism()) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; never throws. */
export function readSweepArguments(args: readonly string[]): SweepArguments {
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) return { kind: 'help' };
    return {
      kind: 'sweep',
      from: whole('from', values.from, 0),
      count: whole('instances', values.instances, 1),
      requests: whole('requests', values.requests, 1),
      mostSeconds: whole('most-seconds', values['most-seconds'], 60),
      seed: whole('seed', values.seed, 0),
      threads: whole('threads', values.threads, 1),
      json: values.json,
    };
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
}

function whole(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= min) return value;
  throw new Error(`--${name} ${text}: it must be an integer from ${min}`);
}
