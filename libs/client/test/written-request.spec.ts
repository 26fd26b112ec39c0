import { compile, InferenceRequested, limits } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { JsonText } from '../src/json-text';
import { recordText, writeRequest } from '../src/written-request';

const check = compile(InferenceRequested);
const write = (request: object) => recordText('photos', writeRequest('photos', request));

it('writes what the contract takes, app and id first', () => {
  const requests = fc.record(
    {
      inputs: fc.jsonValue(),
      id: fc.string({ minLength: 1, maxLength: 256, unit: 'grapheme-ascii' }),
      sloMs: fc.integer({ min: 1, max: limits.maxSloMs }),
      parameters: fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue(), { maxKeys: 5, noNullPrototype: true }),
    },
    { requiredKeys: ['inputs'] },
  );
  fc.assert(
    fc.property(requests, (request) => {
      const text = write(request);
      const value: unknown = JSON.parse(text);
      expect(text).toMatch(/^\{"app":"photos","id":"/);
      expect(check.explain(value)).toEqual([]);
      expect(value).toMatchObject(JSON.parse(JSON.stringify({ ...request })) as object);
    }),
    { seed: 20261127, numRuns: 300 },
  );
});

it('changes no digit of JSON that comes as text', () => {
  expect(write({ id: 'a', inputs: new JsonText('{"n": 12345678901234567890, "x": 1.0}') })).toBe(
    '{"app":"photos","id":"a","inputs":{"n": 12345678901234567890, "x": 1.0}}',
  );
  expect(() => new JsonText('{')).toThrow(SyntaxError);
});

it('makes an id where none is given', () => {
  const ids = Array.from({ length: 100 }, () => writeRequest('photos', { inputs: 1 }).id);
  expect(new Set(ids).size).toBe(100);
});

const circular: Record<string, unknown> = {};
circular['self'] = circular;

it.each([
  [{}, '/inputs', 'invalid'],
  [{ inputs: 1, dataref: 'https://example.org/a' }, '/inputs', 'invalid'],
  [{ inputs: 1n }, '/inputs', 'invalid'],
  [{ inputs: circular }, '/inputs', 'invalid'],
  [{ inputs: () => 1 }, '/inputs', 'invalid'],
  [{ inputs: 1, parameters: { a: 1n } }, '/parameters', 'invalid'],
  [{ inputs: 1, id: '' }, '/id', 'invalid'],
  [{ inputs: 1, id: 'a'.repeat(257) }, '/id', 'invalid'],
  [{ inputs: 1, sloMs: 0 }, '/sloMs', 'invalid'],
  [{ inputs: 1, sloMs: NaN }, '/sloMs', 'invalid'],
  [{ inputs: 1, sloMs: limits.maxSloMs + 1 }, '/sloMs', 'invalid'],
  [{ dataref: '' }, '/dataref', 'invalid'],
  [{ inputs: 'x'.repeat(limits.maxInlineBytes) }, '/inputs', 'too_large'],
])('refuses %o before it is sent', (request, field, code) => {
  expect(() => writeRequest('photos', request as object)).toThrow(
    expect.objectContaining({ code, field, retryable: false }),
  );
});

it('refuses a name that no app has', () => {
  expect(() => writeRequest('no app', { inputs: 1 })).toThrow(expect.objectContaining({ field: '/app' }));
});
