import type { Benchmark } from './session';

export interface Options {
  readonly names: readonly string[];
  readonly jsonFile: string | null;
  readonly quick: boolean;
  readonly help: boolean;
}

/** What was asked for is not there; the message says what is. */
export class UsageError extends Error {}

export const usageOf = (benchmarks: Readonly<Record<string, Benchmark>>): string =>
  [
    'usage: npm run bench -- [NAME…] [--json FILE] [--quick] [--help]',
    '',
    'Runs all benchmarks, or those named, on a Kafka and a Redis of their own:',
    '',
    ...Object.entries(benchmarks).map(([name, { about }]) => `  ${name.padEnd(12)}${about}`),
    '',
    '  --json FILE   writes the figures there too',
    '  --quick       short runs, to see that everything works; the figures mean little',
    '',
  ].join('\n');

/** Reads the command line. Throws UsageError. */
export function readOptions(args: readonly string[], benchmarks: Readonly<Record<string, Benchmark>>): Options {
  const names: string[] = [];
  const options = { jsonFile: null as string | null, quick: false, help: false };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index]!;
    if (arg === '--help') options.help = true;
    else if (arg === '--quick') options.quick = true;
    else if (arg === '--json') {
      index += 1;
      options.jsonFile = args[index] ?? fail('--json needs the name of a file');
    } else if (arg in benchmarks) names.push(arg);
    else fail(`there is no benchmark or option "${arg}"; --help lists all`);
  }
  return { ...options, names: names.length > 0 ? names : Object.keys(benchmarks) };
}

function fail(message: string): never {
  throw new UsageError(message);
}
