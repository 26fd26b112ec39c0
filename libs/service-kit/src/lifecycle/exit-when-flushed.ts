import type { Writable } from 'node:stream';

/** Resolves when everything that was written so far has been taken, or nobody takes anything any more. */
function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) return resolve();
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

/**
 * Ends the process once its standard output and error have been read, however slowly: `process.exit` alone drops what a
 * pipe did not take yet, and without it an idle socket would keep the process.
 */
export function exitWhenFlushed(status: number): void {
  process.exitCode = status;
  void Promise.all([process.stdout, process.stderr].map(flushed)).then(() => process.exit(status));
}
