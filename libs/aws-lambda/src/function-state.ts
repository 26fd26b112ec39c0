import type { FunctionStatus } from '@harmonybatch/platform-calls';
import type { FunctionState } from '@harmonybatch/ports';
import type { ExistingFunction } from './lambda-calls';

const states: Readonly<Record<string, FunctionState>> = {
  Active: 'ready',
  Pending: 'pending',
  Inactive: 'inactive',
  Deactivating: 'inactive',
  Deactivated: 'inactive',
  Failed: 'failed',
};

/** Whether a function can be called, and why not. */
export function statusOf({ State, StateReasonCode, StateReason }: ExistingFunction): FunctionStatus {
  const reason = [StateReasonCode, StateReason].filter(Boolean).join(': ');
  return { state: states[State ?? 'Active'] ?? 'pending', ...(reason === '' ? {} : { reason }) };
}
