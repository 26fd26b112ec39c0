import type { DeployedFunction } from '@harmonybatch/ports';
import { waitUntil, type WaitOptions } from '../control/wait-until';

/** What a platform says of a function. */
export type FunctionStatus = Pick<DeployedFunction, 'state' | 'reason'>;

/** How a function of a platform is looked at. */
export interface FunctionLook<T> {
  /** As it was seen last. */
  readonly first: T;
  readonly find: () => Promise<T | undefined>;
  readonly statusOf: (there: T) => FunctionStatus;
  /** The refusal of a function that failed. */
  readonly failure: (said: string) => Error;
}

/**
 * Looks at a function until it can be called.
 * @throws what `failure` makes of one that failed, Error where the time is over, and what `find` throws
 */
export async function waitUntilReady<T>(name: string, wait: WaitOptions, look: FunctionLook<T>): Promise<void> {
  const { find, statusOf, failure } = look;
  let current: T | undefined = look.first;
  await waitUntil(`function ${name} is ready`, wait, async () => {
    const { state, reason = 'no reason given' }: FunctionStatus =
      current === undefined ? { state: 'pending', reason: 'it no longer exists' } : statusOf(current);
    if (state === 'ready') return true;
    if (state === 'failed') throw failure(reason);
    current = await find();
    return `it is ${state}: ${reason}`;
  });
}
