import type { FunctionCondition } from './function-condition';
import type { Deployment } from '../instances/deployment';

/** There is one of each here. */
export const region = 'local';
export const accountId = 'emulator';

export const functionArn = (name: string): string => `acs:fc:${region}:${accountId}:functions/${name}`;

/** The API's view of a function (model `Function` of the SDK). */
export function functionOutput({ record, condition }: Deployment): Record<string, unknown> {
  return {
    ...record.settings,
    functionArn: functionArn(record.settings.functionName),
    functionId: record.id,
    state: condition.state,
    stateReason: condition.reason,
    lastUpdateStatus: lastUpdateStatus(condition),
    invocationRestriction: condition.invocationRestriction,
    createdTime: new Date(record.createdAtEpochMs).toISOString(),
    lastModifiedTime: new Date(record.modifiedAtEpochMs).toISOString(),
  };
}

const lastUpdateStatus = ({ state }: FunctionCondition): string =>
  state === 'Pending' ? 'InProgress' : state === 'Failed' ? 'Failed' : 'Successful';
