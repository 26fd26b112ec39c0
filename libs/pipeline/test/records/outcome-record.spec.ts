import { errorCodes, sendAgainHint, type ErrorCode, type InferenceCompleted } from '@harmonybatch/contracts';
import { outcomeRecord } from '../../src/records/outcome-record';

const hintOf = (code: ErrorCode, hint?: string): string | undefined => {
  const error = { code, message: 'm', retryable: errorCodes[code].retryable, ...(hint === undefined ? {} : { hint }) };
  const timing = { arrivedAtMs: 1, queuedMs: 0, executedMs: 0, completedAtMs: 1 };
  const outcome = { identity: '0'.repeat(32), id: 'x', app: 'photos', status: 'error', error, timing } as const;
  return (JSON.parse(String(outcomeRecord(outcome).value)) as InferenceCompleted).error?.hint;
};

describe('an outcome that is worth another try', () => {
  it.each(Object.keys(errorCodes) as ErrorCode[])('says how, unless it says so already: %s', (code) => {
    expect(hintOf(code)).toBe(errorCodes[code].retryable ? sendAgainHint : undefined);
    expect(hintOf(code, 'own')).toBe('own');
    expect(sendAgainHint).toContain('another id');
  });
});
