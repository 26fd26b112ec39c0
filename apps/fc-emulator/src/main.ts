#!/usr/bin/env node
import { printAnswer, parseArguments, ConfigError, usageExitCode } from '@harmonybatch/service-kit/program';
import { readEmulatorConfig } from './config/emulator-config';
import { emulatorHelp } from './config/help';
import { startEmulator, type RunningEmulator } from './server';

async function main(): Promise<void> {
  const asked = parseArguments(process.argv.slice(2), 'fc-emulator', emulatorHelp);
  if (asked.kind !== 'run') return printAnswer(asked);
  const emulator = await startEmulator(readEmulatorConfig(process.env));
  stopWhenAsked(emulator);
  const { url, limits } = emulator;
  if (limits.cpu !== undefined) process.stdout.write(`${JSON.stringify({ msg: 'process limits', ...limits })}\n`);
  process.stdout.write(`${JSON.stringify({ msg: 'listening', url })}\n`);
}

/** Ends on SIGTERM and SIGINT, and with the parent where that holds an IPC channel to us. */
function stopWhenAsked(emulator: RunningEmulator): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void emulator.stop().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}

main().catch((error: unknown) => {
  const misused = error instanceof ConfigError;
  const expected = misused || (error instanceof Error && 'code' in error);
  process.stderr.write(
    `fc-emulator: ${expected ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = misused ? usageExitCode : 1;
});
