import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the arguments of a program ask for that is configured by its environment alone. */
export type ParsedArguments =
  | { readonly kind: 'run' }
  /** Print `text` on standard output and end with 0. */
  | { readonly kind: 'tell'; readonly text: string }
  /** Print `text` on standard error and end with 2: a typing error must not start a service. */
  | { readonly kind: 'refuse'; readonly text: string };

/** Exit code for arguments or a configuration that are wrong. */
export const usageExitCode = 2;

/** The version of HarmonyBatch; all its programs have the same. */
export function projectVersion(): string {
  const manifest = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/**
 * @param args what follows the script on the command line
 * @param help text of `--help`, made where it is asked for
 */
export function parseArguments(args: readonly string[], program: string, help: () => string): ParsedArguments {
  const unknown = args.find((arg) => !['-h', '--help', '-V', '--version'].includes(arg));
  if (unknown !== undefined) {
    const text = `${program} takes no arguments (got "${unknown.slice(0, 80)}"); configure it with environment variables, see --help.\n`;
    return { kind: 'refuse', text };
  }
  if (args.includes('-h') || args.includes('--help')) return { kind: 'tell', text: help() };
  return args.length > 0 ? { kind: 'tell', text: `${projectVersion()}\n` } : { kind: 'run' };
}

/** Says what was asked for, or why it is refused, and sets the exit status; nothing else is to run then. */
export function printAnswer(asked: Exclude<ParsedArguments, { kind: 'run' }>): void {
  if (asked.kind === 'refuse') process.exitCode = usageExitCode;
  (asked.kind === 'refuse' ? process.stderr : process.stdout).write(asked.text);
}
