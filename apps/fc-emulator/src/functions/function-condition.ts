import { ApiError } from '../http/api-error';
import type { Timers } from '../time/timers';
import type { Account } from './account';

export type StateName = 'Pending' | 'Active' | 'Inactive' | 'Failed';

/** Whether a function can be called: its image is fetched before the first call, and what is put away is fetched again. */
export class FunctionCondition {
  private name: StateName = 'Pending';
  private why: string | undefined;
  private forbidden: { readonly reason?: string; readonly atEpochMs: number } | undefined;
  /** Which fetching of the image counts. */
  private fetches = 0;

  /**
   * @param fetchMs how long fetching an image takes, ms; 0: none
   * @param onChange is called with every change of the state
   */
  constructor(
    private readonly account: Account,
    private readonly fetchMs: number,
    private readonly timers: Timers,
    private readonly onChange: () => void,
  ) {}

  get state(): StateName {
    return this.name;
  }

  get reason(): string | undefined {
    return this.why;
  }

  get invocationRestriction(): object | undefined {
    if (this.forbidden === undefined) return undefined;
    const { reason, atEpochMs } = this.forbidden;
    return { disable: true, reason, lastModifiedTime: new Date(atEpochMs).toISOString() };
  }

  /** Fetches the image; what it was before does not matter. */
  fetch(image: string): void {
    const fetch = (this.fetches += 1);
    const fetched = (): void => {
      if (fetch !== this.fetches) return;
      const missing = this.account.lacks(image);
      this.become(missing ? 'Failed' : 'Active', missing ? `image not found: ${image}` : undefined);
    };
    if (this.fetchMs === 0) return fetched();
    this.become('Pending', 'the image is being fetched');
    this.timers.after(this.fetchMs, fetched);
  }

  become(state: StateName, reason?: string): void {
    this.fetches += state === 'Pending' ? 0 : 1;
    this.name = state;
    this.why = reason;
    this.onChange();
  }

  forbid(reason: string | undefined): void {
    this.forbidden = { reason, atEpochMs: this.timers.epochMs() };
  }

  allow(): void {
    this.forbidden = undefined;
  }

  /** Takes over from the function before it was changed whether it may be called. */
  takeOver(before: FunctionCondition): void {
    this.forbidden = before.forbidden;
  }

  /**
   * A call of what was put away fails and fetches it again.
   * @throws ApiError PreconditionFailed, AccessDenied
   */
  requireCallable(functionName: string, image: string): void {
    if (this.forbidden !== undefined)
      throw new ApiError('AccessDenied', `the invocation of function '${functionName}' is disabled`);
    if (this.name === 'Active') return;
    const state = this.name;
    if (state === 'Inactive') this.fetch(image);
    throw new ApiError('PreconditionFailed', `function '${functionName}' is in state '${state}' and cannot be invoked`);
  }
}
