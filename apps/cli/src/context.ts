import type { Terminal } from './render/terminal';

/** All a command may know of the process it runs in. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Folder from which the running system is looked for. */
  readonly folder: string;
  /** Aborted at the first Ctrl-C of a command that asks for it; only then does the process outlive it. */
  onInterrupt(): AbortSignal;
  /** Asks a person whether to do something; absent where no person is there. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** The exit status of a command that failed without a refusal. */
  exitWith(status: number): void;
}

export const printJson = (terminal: Terminal, value: unknown): void =>
  terminal.out(`${JSON.stringify(value, null, 2)}\n`);
