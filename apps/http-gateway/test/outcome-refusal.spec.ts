import { errorCodes, type ErrorCode } from '@harmonybatch/contracts';
import { refusalOf } from '../src/answers/outcome-refusal';
import { errorBody, errorHeaders } from '../src/protocol/refusal';

const refusal = (code: string, retryAfterMs?: number) =>
  refusalOf({ error: { code, message: 'no', retryable: true, retryAfterMs } }, 'a');

it.each([
  ['invalid', 400],
  ['unsigned', 401],
  ['unknown_app', 404],
  ['too_large', 413],
  ['slo_unattainable', 422],
  ['rate_limited', 429],
  ['overloaded', 429],
  ['function_failed', 502],
  ['no_plan', 503],
  ['function_unavailable', 503],
  ['deadline_passed', 504],
  ['function_timeout', 504],
])('%s is %d', (code, status) => expect(refusal(code).status).toBe(status));

it('has a status for every code of an outcome, and takes one that it does not know for its own fault', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) expect(refusal(code).status).toBeGreaterThanOrEqual(400);
  expect(refusal('brand_new')).toMatchObject({ status: 500, terms: { code: 'internal_error' } });
  expect(refusal('constructor').status).toBe(500);
});

it('says after how long to retry where others have the capacity, in whole seconds', () => {
  expect(errorHeaders(refusal('rate_limited', 2_300))).toEqual({ 'retry-after': '3' });
  expect(errorHeaders(refusal('overloaded'))).toEqual({ 'retry-after': '1' });
  expect(errorHeaders(refusal('invalid', 2_300))).toEqual({});
  expect(errorHeaders(refusal('unsigned'))).toHaveProperty('www-authenticate');
});

it('is the error of the protocol, with what mends it', () => {
  expect(JSON.parse(errorBody(refusal('no_plan')))).toEqual({
    error: 'no',
    code: 'no_plan',
    hint: errorCodes.no_plan.remedy,
    id: 'a',
  });
});
