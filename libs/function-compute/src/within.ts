/** The work was not done in time. */
export const late = Symbol('late');

/** Longest delay that a timer of Node keeps; a longer one would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

/** Settles as `work` does, or with `late` after `limitMs`. What `work` does after that harms nobody. */
export async function within<T>(work: Promise<T>, limitMs: number): Promise<T | typeof late> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), Math.min(Math.max(limitMs, 0), longestDelayMs));
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
