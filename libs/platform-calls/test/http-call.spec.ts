import type { ServerResponse } from 'node:http';
import { ScriptedHttp } from './scripted-http';
import { HttpCaller, HttpTimeoutError, type HttpRequest } from '../src';

let server: ScriptedHttp;
let answer: (response: ServerResponse) => void;
const caller = new HttpCaller();
const call = (over: Partial<HttpRequest> = {}) =>
  caller.call({ method: 'POST', url: server.url, body: 'ä', timeoutMs: 20_000, maxBytes: 1_000, ...over });

beforeEach(async () => {
  server = await ScriptedHttp.start((_, response) => answer(response));
});
afterEach(() => server.close());
afterAll(() => caller.close());

it('an answer comes with its status, its headers and its bytes, whatever it says', async () => {
  answer = (response) => void response.writeHead(418, { 'x-kind': 'pot' }).end('ö');
  const { status, headers, bytes, cut } = await call();
  expect([status, headers['x-kind'], bytes.toString(), cut]).toEqual([418, 'pot', 'ö', false]);
  expect(server.requests[0]).toMatchObject({ method: 'POST', body: 'ä', headers: { 'content-length': '2' } });
});

it('an answer is read no further than it is wanted', async () => {
  answer = (response) => void response.end('x'.repeat(100_000));
  const { bytes, cut } = await call({ maxBytes: 10 });
  expect([bytes.toString(), cut]).toEqual(['x'.repeat(10), true]);
});

it.each([
  ['does not begin', () => undefined],
  ['does not end', (response: ServerResponse) => void response.write('{')],
])('an answer that %s in time is broken off', async (_, script) => {
  answer = script;
  await expect(call({ timeoutMs: 50 })).rejects.toThrow(HttpTimeoutError);
});

it('a connection that breaks is its own error', async () => {
  answer = (response) => void response.destroy();
  await expect(call()).rejects.toMatchObject({ code: 'ECONNRESET' });
});
