import type { Function as FcFunction } from '@alicloud/fc20230330';
import type { FunctionStatus } from '@harmonybatch/platform-calls';
import type { FunctionState } from '@harmonybatch/ports';

const states: Readonly<Record<string, FunctionState>> = { Pending: 'pending', Failed: 'failed', Inactive: 'inactive' };

/** Whether a function can be called. One without a state, or with one that is none of those known, counts as ready. */
export function stateOf({ state = '', invocationRestriction }: FcFunction): FunctionState {
  const known = states[state];
  if (known === undefined && invocationRestriction?.disable === true) return 'disabled';
  return known ?? 'ready';
}

/** Whether it can be called, and what the platform says of that, for people. */
export function statusOf(there: FcFunction): FunctionStatus {
  const state = stateOf(there);
  const said = state === 'disabled' ? there.invocationRestriction?.reason : there.stateReason;
  return { state, ...(said ? { reason: said } : {}) };
}
