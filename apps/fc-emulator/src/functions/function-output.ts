import type { FunctionRecord } from './function-record';

/** There is one of each here. */
export const region = 'local';
export const accountId = 'emulator';

export const functionArn = (name: string): string => `acs:fc:${region}:${accountId}:functions/${name}`;

/** The API's view of a function (model `Function` of the SDK). */
export function functionOutput(record: FunctionRecord): Record<string, unknown> {
  return {
    ...record.settings,
    functionArn: functionArn(record.settings.functionName),
    functionId: record.id,
    state: 'Active',
    lastUpdateStatus: 'Successful',
    createdTime: new Date(record.createdAtEpochMs).toISOString(),
    lastModifiedTime: new Date(record.modifiedAtEpochMs).toISOString(),
  };
}
