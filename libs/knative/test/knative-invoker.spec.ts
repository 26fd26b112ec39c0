import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { fixedToken, KnativeInvoker } from '../src';
import { ScriptedHttp } from '../../platform-calls/test/scripted-http';

let server: ScriptedHttp;
let answer: (response: ServerResponse) => void;
const longMs = 20_000;

beforeEach(async () => {
  answer = (response) => void response.end('{"items":[]}');
  server = await ScriptedHttp.start((_, response) => answer(response));
});
afterEach(() => server.close());

const invoker = (address: object = {}): KnativeInvoker =>
  new KnativeInvoker({ namespace: 'models', functions: { url: server.url, ...address } });

it('posts to the path, the host and the service that were asked for, with a token for that service', async () => {
  const address = {
    host: '{service}.{namespace}.example.com',
    token: (audience: string) => fixedToken(`for ${audience}`)(''),
  };
  const path = '/v2/models/m/infer';
  expect(await invoker(address).invoke('hb-A', '{"n":1.0}', longMs, { path })).toEqual({
    kind: 'answered',
    body: '{"items":[]}',
  });
  expect(server.requests[0]).toMatchObject({
    method: 'POST',
    path,
    body: '{"n":1.0}',
    headers: {
      host: expect.stringMatching(/^hb-a-[0-9a-f]{8}\.models\.example\.com$/),
      authorization: `Bearer for ${server.url}`,
      'content-type': 'application/json',
    },
  });
  await invoker().invoke('hb-a', '{}', longMs);
  expect(server.requests[1]).toMatchObject({ path: '/invoke' });
  expect(server.requests[1]?.headers).not.toHaveProperty('authorization');
});

it('tells the container its trace context, where the invocation is traced', async () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await invoker().invoke('hb-a', '{}', longMs, { traceparent });
  await invoker().invoke('hb-a', '{}', longMs);
  expect(server.requests.map(({ headers }) => headers['traceparent'])).toEqual([traceparent, undefined]);
});

it.each<[number, string, object]>([
  [400, '{"error":"bad tensor"}', { kind: 'function_error', message: 'HTTP 400: {"error":"bad tensor"}' }],
  [500, 'oops', { kind: 'function_error', message: 'HTTP 500: oops' }],
  [502, '', { kind: 'function_error', message: 'HTTP 502' }],
  [429, '', { kind: 'unavailable', code: 'TooManyRequests', retryable: true }],
  [503, 'no healthy upstream', { kind: 'unavailable', code: 'ServiceUnavailable', retryable: true }],
  [504, 'request timeout', { kind: 'timeout' }],
  [403, '<html>', { kind: 'unavailable', code: 'Forbidden', retryable: false }],
  [404, '', { kind: 'unavailable', code: 'ServiceNotFound', gone: true }],
  [404, '<html>', { kind: 'unavailable', gone: true }],
  [404, '{"error":"unknown path"}', { kind: 'function_error' }],
  [302, '', { kind: 'function_error' }],
])('of %i %s makes what it means', async (status, body, result) => {
  answer = (response) => void response.writeHead(status).end(body);
  expect(await invoker().invoke('hb-a', '{}', longMs)).toMatchObject(result);
});

it('inflates an answer no further than it is wanted, and says what cannot be inflated', async () => {
  answer = (response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(3e7, 'x')));
  const result = await invoker().invoke('hb-a', '{}', longMs, { maxBytes: 100 });
  expect(result).toEqual({ kind: 'answered', body: 'x'.repeat(100), cutAtBytes: 100 });
  answer = (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}');
  expect(await invoker().invoke('hb-a', '{}', longMs)).toMatchObject({ kind: 'function_error' });
});

it('takes a connection that breaks or is refused for a call that may be sent again', async () => {
  answer = (response) => void response.destroy();
  expect(await invoker().invoke('hb-a', '{}', longMs)).toMatchObject({
    kind: 'unavailable',
    code: 'ECONNRESET',
    retryable: true,
  });
  const url = server.url;
  const nobody = new KnativeInvoker({ namespace: 'models', functions: { url: url.replace(/\d+$/, '1') } });
  expect(await nobody.invoke('hb-a', '{}', longMs)).toMatchObject({
    kind: 'unavailable',
    code: 'ECONNREFUSED',
    retryable: true,
  });
});

it('takes a token that cannot be had for a call that was not sent', async () => {
  const token = () => Promise.reject(new Error('no metadata server'));
  const result = await invoker({ token }).invoke('hb-a', '{}', longMs);
  expect(result).toMatchObject({ kind: 'unavailable', message: 'no metadata server', retryable: true });
  expect(server.requests).toHaveLength(0);
});
