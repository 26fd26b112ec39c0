#!/usr/bin/env node
import { SettingsError, readSettings } from './instance/settings';
import { ModelError } from './model/manifest';
import { startFunction, type RunningFunction } from './start';

async function main(): Promise<void> {
  const running = await startFunction(readSettings(process.env), (line) => process.stdout.write(`${line}\n`));
  stopWhenAsked(running);
}

/** Ends on SIGTERM and SIGINT, and with the parent where that holds an IPC channel to us. */
function stopWhenAsked(running: RunningFunction): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void running.stop().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}

main().catch((error: unknown) => {
  const expected =
    error instanceof SettingsError || error instanceof ModelError || (error instanceof Error && 'code' in error);
  process.stderr.write(`onnx-function: ${expected ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
