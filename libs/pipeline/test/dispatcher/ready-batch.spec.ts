import type { InboundRecord } from '@harmonybatch/ports';
import { JsonCodec } from '../../src/dispatcher/codec/json-codec';
import { readReady } from '../../src/dispatcher/ready-batch';

const identity = 'a'.repeat(32);
const request = (payload: string): string =>
  `{"identity":"${identity}","id":"r","app":"a","model":"vgg19","arrivedAtMs":1,"deadlineMs":2,"sloMs":1,` +
  `"whenLate":"expire"${payload}}`;
const batch = (...requests: string[]): string =>
  `{"batchId":"${'b'.repeat(32)}","model":"vgg19","reason":"unplanned","readyAtMs":1,"requests":[${requests.join()}]}`;
const read = (value: string | Buffer | null) =>
  readReady({ value: typeof value === 'string' ? Buffer.from(value) : value } as InboundRecord);

function bodyOf(payload: string): string {
  const reading = read(batch(request(payload)));
  if (reading.kind === 'unreadable') throw new Error(reading.reason);
  return new JsonCodec().encode({ ...reading.batch, attempt: 1 }, reading.batch.requests);
}

describe('a batch on its way to its function', () => {
  it.each([
    '1234567890123456789',
    '-0',
    '1e-400',
    '1.0',
    '{"k":1,"k":2}',
    '"\\ud800\\u00e9"',
    '{ "a" : [ 1 ] }',
    'null',
  ])('carries inputs as they were written: %s', (inputs) => {
    expect(bodyOf(`,"inputs":${inputs}`)).toBe(
      `{"batchId":"${'b'.repeat(32)}","attempt":1,"model":"vgg19","items":[{"id":"${identity}","inputs":${inputs}}]}`,
    );
  });

  it('carries parameters, a content type and a reference too', () => {
    expect(bodyOf(',"inputs":"aGk=","contentType":"image/png","parameters":{"seed":9007199254740993}')).toContain(
      `[{"id":"${identity}","contentType":"image/png","inputs":"aGk=","parameters":{"seed":9007199254740993}}]`,
    );
    expect(bodyOf(',"dataref":"oss://b/k"')).toContain(`[{"id":"${identity}","dataref":"oss://b/k"}]`);
  });

  it.each([
    ['malformed', null, /no value/],
    ['malformed', Buffer.from([0x7b, 0xff]), /not UTF-8/],
    ['malformed', '{"batchId":', /not JSON/],
    ['malformed', `${batch(request(''))}}`, /not JSON/],
    ['invalid', '7', /^\/: /],
    ['invalid', batch(), /^\/requests: /],
    ['invalid', batch(...Array<string>(33).fill(request(''))), /^\/requests: /],
    ['invalid', batch('7'), /^\/requests\/0: /],
    ['invalid', batch(request(',"inputs":1e999')), /^\/requests\/0\/inputs: /],
    ['invalid', batch(request(`,"inputs":${'['.repeat(65)}${']'.repeat(65)}`)), /^\/requests\/0\/inputs.*nested/],
    ['invalid', batch(request(',"parameters":[]')), /^\/requests\/0\/parameters: /],
    ['invalid', batch(request(',"more":1')), /^\/requests\/0\/more: /],
    ['invalid', batch(request(',"__proto__":1')), /^\/requests\/0\/__proto__: /],
    ['invalid', batch(request('')).replace('unplanned', 'size'), /^\/group: /],
  ])('is %s where the record is not one', (code, value, reason) => {
    const reading = read(value);
    expect(reading).toMatchObject({ kind: 'unreadable', code });
    expect(reading.kind === 'unreadable' && reading.reason).toMatch(reason);
  });

  it('may nest its payload as deep as the door allows', () => {
    expect(read(batch(request(`,"inputs":${'['.repeat(63)}${']'.repeat(63)}`))).kind).toBe('batch');
  });
});
