import { helpText, parseOptions } from './options';
import { runLocal } from './run-local';

function tell(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\n${text}\n`);
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (!options.help) return runLocal(options, process.env);
  process.stdout.write(helpText);
  return 0;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    tell(error);
    process.exit(1);
  },
);
