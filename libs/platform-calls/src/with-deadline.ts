/** The work was not done in time. */
export const timedOut = Symbol('late');

/** Longest delay that a timer of Node keeps; a longer one would fire at once. */
const maxDelayMs = 2 ** 31 - 1;

/** Settles as `work` does, or with `late` after `limitMs`. What `work` does after that harms nobody. */
export async function withDeadline<T>(work: Promise<T>, limitMs: number): Promise<T | typeof timedOut> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof timedOut>((resolve) => {
    timer = setTimeout(() => resolve(timedOut), Math.min(Math.max(limitMs, 0), maxDelayMs));
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
