import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until `find` finds something; the limit of the test ends it where it never does. */
export async function until<T>(find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await sleep(20);
  }
}

export const untilTrue = (holds: () => boolean | Promise<boolean>): Promise<true> =>
  until(async () => ((await holds()) ? true : undefined));
