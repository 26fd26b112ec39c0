import { createHash, createHmac } from 'node:crypto';
import { maxSkewMs, signatureFault, type SignedRequest } from '../src/http/acs3-signature';

const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
const nowMs = Date.parse('2026-01-02T03:04:05Z');
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/** Signs as the API's documentation says, written without the code under test. */
function signed(
  change: { date?: string; headers?: Record<string, string>; signedHeaders?: string[] } = {},
): SignedRequest {
  const body = Buffer.from('{"a":1}');
  const headers: Record<string, string> = {
    host: '127.0.0.1:9000',
    'x-acs-date': change.date ?? '2026-01-02T03:04:05Z',
    'x-acs-content-sha256': sha256(body),
    'x-acs-version': '2023-03-30',
  };
  const names = change.signedHeaders ?? Object.keys(headers).sort();
  const canonical = [
    'PUT',
    '/2023-03-30/functions/f%2A1%20~x',
    'a=b%20c&qualifier=LATEST',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const signature = createHmac('sha256', 'secret')
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  headers['authorization'] = `ACS3-HMAC-SHA256 Credential=id,SignedHeaders=${names.join(';')},Signature=${signature}`;
  const url = '/2023-03-30/functions/f%2A1%20~x?qualifier=LATEST&a=b%20c';
  return { method: 'PUT', url, headers: { ...headers, ...change.headers }, body };
}

const codeOf = (request: SignedRequest): string | undefined => signatureFault(request, credentials, nowMs)?.code;

describe('ACS3 signature', () => {
  it('passes for a request signed with the key', () => {
    expect(codeOf(signed())).toBeUndefined();
  });

  it.each(['authorization', 'x-acs-date', 'x-acs-content-sha256'])('asks for the header %s', (name) => {
    expect(codeOf(signed({ headers: { [name]: '' } }))).toBe('MissingRequiredHeader');
  });

  it('refuses another key, another secret, another body, another path and another query', () => {
    const request = signed();
    expect(signatureFault(request, { ...credentials, accessKeyId: 'x' }, nowMs)?.code).toBe('InvalidAccessKeyID');
    expect(signatureFault(request, { ...credentials, accessKeySecret: 'x' }, nowMs)?.code).toBe('SignatureNotMatch');
    expect(codeOf({ ...request, body: Buffer.from('{"a":2}') })).toBe('SignatureNotMatch');
    expect(codeOf({ ...request, url: '/2023-03-30/functions/g?qualifier=LATEST&a=b%20c' })).toBe('SignatureNotMatch');
    expect(codeOf({ ...request, url: request.url.replace('LATEST', 'prod') })).toBe('SignatureNotMatch');
    expect(codeOf({ ...request, method: 'GET' })).toBe('SignatureNotMatch');
  });

  it('refuses what is no signature and a query that cannot be decoded', () => {
    expect(codeOf(signed({ headers: { authorization: 'Bearer abc' } }))).toBe('SignatureNotMatch');
    expect(codeOf({ ...signed(), url: '/2023-03-30/functions?a=%zz' })).toBe('InvalidArgument');
  });

  it('refuses a signature that does not cover the date', () => {
    expect(codeOf(signed({ signedHeaders: ['host', 'x-acs-content-sha256'] }))).toBe('SignatureNotMatch');
  });

  it('refuses a date too far off, either way, and one that is none', () => {
    const at = (ms: number): string => new Date(ms).toISOString();
    expect(codeOf(signed({ date: at(nowMs - maxSkewMs) }))).toBeUndefined();
    expect(codeOf(signed({ date: at(nowMs - maxSkewMs - 1000) }))).toBe('AccessDenied');
    expect(codeOf(signed({ date: at(nowMs + maxSkewMs + 1000) }))).toBe('AccessDenied');
    expect(codeOf(signed({ date: 'yesterday' }))).toBe('AccessDenied');
  });
});
