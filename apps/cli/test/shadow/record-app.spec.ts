import fc from 'fast-check';
import { appFieldText, parseAppField } from '../../src/shadow/app-field';
import { appOf } from '../../src/shadow/record-app';
import { logRecord, type RecordParts } from './log-record';

const maxBytes = 1_000;
const read = (field: string, record: RecordParts) => appOf(logRecord(record), parseAppField(field), maxBytes);
const app = (name: string) => ({ kind: 'app', app: name });
const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };

test.each<[string, string, RecordParts]>([
  ['app', 'a', { value: '{"app":"a","inputs":[1,2]}' }],
  ['/meta/customer', 'a', { value: ' {"meta": {"customer": "a", "customer": "b"}} ' }],
  ['meta.customer', 'ä"b', { value: '{"other":{"customer":"x"},"meta":{"customer":"\\u00e4\\"b"}}' }],
  ['/a~1b/~0', 'x', { value: '{"a/b":{"~":"x"}}' }],
  ['items.1.name', 'second', { value: '{"items":[{"name":"first"},{"name":"second"}]}' }],
  ['tenant', '12345678901234567890', { value: '{"tenant":12345678901234567890}' }],
  ['vip', 'true', { value: '{"vip":true}' }],
  ['__proto__.app', 'own', { value: '{"__proto__":{"app":"own"}}' }],
  ['key', 'a', { key: 'a', value: Buffer.from([0xff, 0x00]) }],
  ['header:x-tenant', 'a', { headers: { 'x-tenant': 'a' }, value: 'a;b;c' }],
  ['ce_source', '//shop/checkout', { headers: { ce_specversion: '1.0', ce_source: '//shop/checkout' }, value: 'text' }],
  ['ce_type', 'score', { headers: structured, value: '{"specversion":"1.0","type":"score","data":{}}' }],
  ['customer', 'a', { headers: structured, value: '{"type":"t","data":{"customer":"a"}}' }],
  ['customer', 'a', { headers: structured, value: `{"data_base64":"${btoa('{"customer":"a"}')}"}` }],
  ['data.customer', 'a', { headers: structured, value: '{"data":{"customer":"a"}}' }],
])('%s names the app %s', (field, name, record) => expect(read(field, record)).toEqual(app(name)));

test.each<[string, string, RecordParts]>([
  ['no-value', 'app', {}],
  ['too-large', 'app', { value: `{"app":"${'a'.repeat(maxBytes)}"}` }],
  ['not-utf8', 'app', { value: Buffer.from([0x7b, 0xc3, 0x28]) }],
  ['not-json', 'app', { value: 'app1;3;4\n' }],
  ['not-json', 'app', { value: '{"app":"a"} and more' }],
  ['not-json', 'app', { value: '{"app":"a"' }],
  ['many-events', 'app', { headers: { 'content-type': 'application/cloudevents-batch+json' }, value: '[]' }],
  ['many-events', 'ce_source', { headers: { 'content-type': 'application/cloudevents+avro' }, value: '' }],
  ['no-app', 'app', { value: '{"other":"a"}' }],
  ['no-app', 'app', { value: '"app"' }],
  ['no-app', 'app', { value: '{"app":""}' }],
  ['no-app', 'key', { value: '{"app":"a"}' }],
  ['no-app', 'ce_source', { value: '{"source":"a"}' }],
  ['app-is-no-name', 'app', { value: '{"app":{"name":"a"}}' }],
  ['app-is-no-name', 'app', { value: '{"app":null}' }],
  ['app-is-no-name', 'key', { key: 'a'.repeat(257) }],
])('a record is %s where the app is %s', (malformed, field, record) =>
  expect(read(field, record)).toMatchObject({ kind: 'malformed', malformed }),
);

test('whatever bytes there are, the reading ends and names an app of bounded length or a kind', () => {
  const value = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc.string().map((text) => Buffer.from(`{"app":${text}`)),
  );
  const headers = fc.dictionary(fc.constantFrom('content-type', 'ce_source', 'ce_specversion'), fc.string());
  const field = fc.constantFrom('app', '/0/app', 'a.b.c', 'key', 'ce_source', 'header:x');
  fc.assert(
    fc.property(value, headers, field, (bytes, head, where) => {
      const reading = read(where, { value: bytes, headers: head, key: 'k' });
      if (reading.kind === 'app') expect(reading.app.length).toBeGreaterThan(0);
      else expect(reading.malformed).toBeTruthy();
    }),
  );
});

test('the name that stands at a path is found, however deep, whatever stands around it', () => {
  const step = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('__proto__', 'constructor', '~', 'a/b'));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.string({ minLength: 1 }), (steps, name) => {
      const inner = [...steps]
        .reverse()
        .reduce((json, one) => `{"-":[{}],${JSON.stringify(one)}:${json}}`, JSON.stringify(name));
      const pointer = appFieldText({ kind: 'path', steps });
      fc.pre(!steps.includes('-') && pointer.length <= 256);
      expect(parseAppField(pointer)).toEqual({ kind: 'path', steps });
      expect(appOf(logRecord({ value: inner }), parseAppField(pointer), 100_000)).toEqual(app(name));
    }),
  );
});

test.each(['', 'a..b', 'a b', '.a', 'x:y', '/a~2', `/${'a/'.repeat(17)}`, 'a'.repeat(300)])(
  '%p is no place of an app',
  (text) => expect(() => parseAppField(text)).toThrow(/JSON pointer|levels deep|longer/),
);
