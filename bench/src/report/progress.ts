/** Tells a person on standard error what goes on, with the seconds since `startedMs` of the monotonic clock. */
export const progressFrom =
  (startedMs: number) =>
  (text: string): void => {
    const elapsedSeconds = Math.round((performance.now() - startedMs) / 1000);
    process.stderr.write(`[${String(elapsedSeconds).padStart(4)} s] ${text}\n`);
  };
