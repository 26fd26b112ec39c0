import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 1_000;

/** Asks until nothing is amiss. @throws Error with what still was, or what asking threw */
export async function untilNothingIsAmiss(amiss: () => Promise<readonly string[]>, timeoutMs: number): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await amiss();
    if (found.length === 0) return;
    if (performance.now() > endMs) throw new Error(`after ${timeoutMs / 1000} s: ${found.join('; ')}`);
    await sleep(pollMs);
  }
}
