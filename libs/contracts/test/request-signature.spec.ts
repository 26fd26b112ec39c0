import { verify } from 'node:crypto';
import {
  apiKeyText,
  hasAmbiguousHeaders,
  keyBytes,
  parseApiKey,
  parseSignature,
  publicKeyObject,
  publicKeyOf,
  signatureOf,
  signedText,
} from '../src';

const text = apiKeyText(Buffer.alloc(keyBytes.id, 1), Buffer.alloc(keyBytes.seed, 2));
const key = parseApiKey(text)!;
const record = {
  value: Buffer.from('{"app":"doors"}'),
  headers: { traceparent: '00-1', 'content-type': 'application/json' },
};

test('a key is read back, and nothing else is one', () => {
  expect(text).toMatch(/^hbk_0101010101010101_[A-Za-z0-9_-]{43}$/);
  expect(key.keyId).toBe('0101010101010101');
  for (const wrong of ['', 'hbk_', text.slice(1), `${text}A`, text.replace('_', '-'), ` ${text}`])
    expect(parseApiKey(wrong)).toBeNull();
});

test('the key pair is the one of RFC 8032, so that other programs make the same', () => {
  const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
  const published = publicKeyOf(parseApiKey(apiKeyText(Buffer.alloc(keyBytes.id), seed))!);
  expect(Buffer.from(published, 'base64url').toString('hex')).toBe(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  );
});

test('four lines are signed, and one for each header of an event, in the order of their names', () => {
  const headers = {
    ce_type: 't',
    traceparent: '00-1',
    ce_id: 'r-1',
    'hb-other': 'x',
    expirytime: '2030-01-01T00:00:00Z',
  };
  expect(signedText({ value: null, headers }, key.keyId, 5).split('\n')).toEqual([
    'v1',
    key.keyId,
    '5',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'ce_id:r-1',
    'ce_type:t',
    'expirytime:2030-01-01T00:00:00Z',
  ]);
});

test('the public half checks a signature, of this record, key and time alone', () => {
  const { bytes, keyId, signedAtMs } = parseSignature(signatureOf(record, key, 1_700_000_000_000.7))!;
  expect([keyId, signedAtMs]).toEqual([key.keyId, 1_700_000_000_000]);
  const fits = (over: { value?: Buffer; headers?: Record<string, string> }, atMs = signedAtMs): boolean =>
    verify(
      null,
      Buffer.from(signedText({ ...record, ...over }, keyId, atMs)),
      publicKeyObject(publicKeyOf(key)),
      bytes,
    );
  expect(fits({})).toBe(true);
  expect(fits({ headers: { ...record.headers, traceparent: 'another' } })).toBe(true);
  expect(fits({ value: Buffer.from('{"app":"gates"}') })).toBe(false);
  expect(fits({ headers: { ...record.headers, dataref: 'https://elsewhere' } })).toBe(false);
  expect(fits({}, signedAtMs + 1)).toBe(false);
});

test('headers that could be read as others are told', () => {
  const ambiguous = (headers: Record<string, string>): boolean => hasAmbiguousHeaders({ headers });
  expect(ambiguous({ ce_a: 'x\nce_b:y' })).toBe(true);
  expect(ambiguous({ 'ce_a:x\nce_b': 'y' })).toBe(true);
  expect(ambiguous({ ce_source: 'https://a:1/b', other: 'x\ny' })).toBe(false);
});

test('what is no signature is none', () => {
  const header = signatureOf(record, key, 1);
  for (const wrong of ['', 'v2' + header.slice(2), header + '=', header.replace(':1:', ':-1:'), header.slice(0, -4)])
    expect(parseSignature(wrong)).toBeNull();
});
