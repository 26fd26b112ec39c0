import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until it holds; the limit of the test ends it where it never does. */
export async function untilTrue(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
