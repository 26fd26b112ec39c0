import { ConfigError, exitWhenFlushed, projectVersion, usageExitCode } from '@harmonybatch/service-kit/program';
import { helpText, parseOptions, UsageError } from './options';
import { runLocal } from './run-local';

function printError(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\n${text}\n`);
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (!options.help && !options.version) return runLocal(options, process.env);
  process.stdout.write(options.help ? helpText : `${projectVersion()}\n`);
  return 0;
}

/** Nobody reads any more what this says: no reason to end before everything that it started has. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

void main()
  .catch((error: unknown) => {
    printError(error);
    return error instanceof UsageError || error instanceof ConfigError ? usageExitCode : 1;
  })
  .then(exitWhenFlushed);
