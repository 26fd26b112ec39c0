import { readAcceptedJson } from '../../src/records/accepted-request';
import { traceOf, withTrace } from '../../src/records/accepted-trace';

const ingestSpan = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const request = {
  identity: '0123456789abcdef0123456789abcdef',
  id: 'r',
  app: 'doors',
  model: 'resnet',
  arrivedAtMs: 1_700_000_000_000,
  deadlineMs: 1_700_000_000_200,
  sloMs: 200,
  whenLate: 'expire',
};
const json = JSON.stringify(request);

it('the trace of a request goes first, and the rest of it stays as it is', () => {
  const traced = withTrace(json, { ingestSpan, acceptedAtMs: 1_700_000_000_000.5 });
  expect(traced.endsWith(json.slice(1))).toBe(true);
  expect(traceOf(traced)).toEqual({ ingestSpan, acceptedAtMs: 1_700_000_000_000.5 });
  expect(readAcceptedJson(traced)).toMatchObject({ kind: 'request', fields: { ...request, ingestSpan } });
});

it.each([
  ['a request without one', json],
  ['inputs that look like one', `${json.slice(0, -1)},"inputs":${withTrace(json, { ingestSpan, acceptedAtMs: 1 })}}`],
  ['one that is longer than any', withTrace(json, { ingestSpan: 'x'.repeat(129), acceptedAtMs: 1 })],
  ['one with an escape', withTrace(json, { ingestSpan: 'a"b', acceptedAtMs: 1 })],
  ['a time that is none', `{"ingestSpan":"${ingestSpan}","acceptedAtMs":1e999,${json.slice(1)}`],
])('%s has no trace', (_what, text) => {
  expect(traceOf(text)).toBeNull();
});
