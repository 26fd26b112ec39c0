import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { InvokerOptions } from '@harmonybatch/platform-calls';
import type { InvocationResult } from '@harmonybatch/ports';
import { FcInvoker } from '../src';
import { refuse, ScriptedServer } from './scripted-server';

const longMs = 20_000;
const echo = (request: { body: string }, response: ServerResponse): void => void response.end(request.body);

let server: ScriptedServer;
const unhandled = jest.fn();
const invoker = (limits?: Partial<InvokerOptions>): FcInvoker => new FcInvoker(server.config, limits);

beforeEach(async () => {
  server = await ScriptedServer.start(echo);
  process.on('unhandledRejection', unhandled);
});

afterEach(async () => {
  await server.close();
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

describe('an answer', () => {
  it('is the body, byte for byte, with the duration the platform reports', async () => {
    server.script = (request, response) =>
      response.writeHead(200, { 'x-fc-invocation-duration': '37' }).end(request.body);
    const body = JSON.stringify({ items: ['ä', '漢', '🙂'] });
    expect(await invoker().invoke('hb-a', body, longMs)).toEqual({ kind: 'answered', body, platformDurationMs: 37 });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/functions/hb-a/invocations', body });
    expect(server.requests[0]?.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  it.each(['', 'soon', '-1', 'Infinity'])('without a usable duration (%p) has none', async (duration) => {
    server.script = (_, response) => response.writeHead(200, { 'x-fc-invocation-duration': duration }).end('{}');
    expect(await invoker().invoke('hb-a', '{}', longMs)).toEqual({ kind: 'answered', body: '{}' });
  });

  it('frees its connection for the next one', async () => {
    const one = invoker();
    for (let call = 0; call < 10; call += 1) await one.invoke('hb-a', `{"call":${call}}`, longMs);
    expect(server.requests.map(({ body }) => body)).toEqual(
      Array.from({ length: 10 }, (_, call) => `{"call":${call}}`),
    );
    // A connection is free an instant after the end of its answer; the next call may come before.
    expect(server.closings.length).toBeLessThanOrEqual(2);
  });

  it('that is too large is an error of the function, and its connection is closed', async () => {
    server.script = (_, response) => response.end('x'.repeat(2_000));
    const result = await invoker({ maxAnswerBytes: 1_000 }).invoke('hb-a', '{}', longMs);
    expect(result).toEqual({ kind: 'function_error', message: 'the answer is larger than 1000 bytes' });
  });

  it('of 200 with x-fc-error-type is an error of the function', async () => {
    server.script = (_, response) =>
      response
        .writeHead(200, { 'x-fc-error-type': 'UnhandledInvocationError', 'x-fc-invocation-duration': '5' })
        .end('{"errorMessage":"out of memory"}');
    expect(await invoker().invoke('hb-a', '{}', longMs)).toEqual({
      kind: 'function_error',
      message: 'UnhandledInvocationError: {"errorMessage":"out of memory"}',
      platformDurationMs: 5,
    });
  });
});

it('an initializer that failed has run nothing: the call may be repeated, and is none of a batch that fails', async () => {
  server.script = (_, response) =>
    response
      .writeHead(200, { 'x-fc-error-type': 'UnhandledInitializationError' })
      .end('{"errorMessage":"no room for the model"}');
  expect(await invoker().invoke('hb-a', '{}', longMs)).toEqual({
    kind: 'unavailable',
    code: 'UnhandledInitializationError',
    message: '{"errorMessage":"no room for the model"}',
    retryable: true,
  });
});

describe('the bytes of an answer', () => {
  const compressed = (encoding: string, body: Buffer) => (_: unknown, response: ServerResponse) =>
    void response.writeHead(200, { 'content-encoding': encoding }).end(body);

  it('are left as they are where they are no UTF-8', async () => {
    const body = Buffer.from('{"caf\xe9"}', 'latin1');
    server.script = (_, response) => response.end(body);
    expect(await invoker().invoke('hb-a', '{}', longMs)).toEqual({ kind: 'answered', body });
  });

  it('are read without a byte order mark', async () => {
    server.script = (_, response) => response.end('\ufeff{}');
    expect(await invoker().invoke('hb-a', '{}', longMs)).toEqual({ kind: 'answered', body: '{}' });
  });

  it('beyond what is wanted are left out, and the answer says so', async () => {
    server.script = (_, response) => response.end('x'.repeat(2_000_000));
    const result = await invoker().invoke('hb-a', '{}', longMs, { maxBytes: 1_000 });
    expect(result).toEqual({ kind: 'answered', body: 'x'.repeat(1_000), cutAtBytes: 1_000 });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('compressed with %s are inflated, no further than they are wanted', async (encoding, compress) => {
    server.script = compressed(encoding, compress(Buffer.alloc(3_000_000, 'x')));
    const bomb = await invoker().invoke('hb-a', '{}', longMs, { maxBytes: 1_000 });
    expect(bomb).toEqual({ kind: 'answered', body: 'x'.repeat(1_000), cutAtBytes: 1_000 });
    server.script = compressed(encoding, compress(Buffer.from('{"ok":1}')));
    expect(await invoker().invoke('hb-a', '{}', longMs, { maxBytes: 1_000 })).toEqual({
      kind: 'answered',
      body: '{"ok":1}',
    });
  });

  it.each(['gzip', 'br'])('that are not %s though they say so are an error of the function', async (encoding) => {
    server.script = compressed(encoding, Buffer.from('{"items":[]}'));
    const result = await invoker().invoke('hb-a', '{}', longMs);
    expect(result).toMatchObject({ kind: 'function_error' });
    expect('message' in result && result.message).toContain('could not be inflated');
  });
});

describe('no answer in time', () => {
  /** What comes of a call that the server sees and does not answer: on a busy machine a short time is over before it is sent. */
  async function givenUp(one: FcInvoker, body: string): Promise<InvocationResult> {
    for (let timeoutMs = 50; ; timeoutMs *= 2) {
      const result = await one.invoke('hb-a', body, timeoutMs);
      if (server.requests.length > 0) return result;
    }
  }

  it('is a timeout; the call is cancelled, and its slot is free', async () => {
    server.script = (request, response) => (request.body === '{"first":1}' ? undefined : echo(request, response));
    const one = invoker({ maxConcurrent: 1 });
    expect(await givenUp(one, '{"first":1}')).toEqual({
      kind: 'timeout',
      message: expect.stringMatching(/^hb-a did not answer within \d+ ms$/),
    });
    await Promise.all(server.closings);
    expect(await one.invoke('hb-a', '{"second":1}', longMs)).toEqual({ kind: 'answered', body: '{"second":1}' });
  });

  it('includes an answer that begins and drips on for ever; its connection is closed in the end', async () => {
    const drips: NodeJS.Timeout[] = [];
    server.script = (_, response) => {
      response.writeHead(200).write('{');
      drips.push(setInterval(() => response.write(' '), 10));
    };
    expect(await givenUp(invoker(), '{}')).toMatchObject({ kind: 'timeout' });
    await Promise.all(server.closings);
    drips.forEach(clearInterval);
  });

  it('is not sent at all where no time was left', async () => {
    expect(await invoker().invoke('hb-a', '{}', 0)).toMatchObject({ kind: 'unavailable', code: 'NoTimeLeft' });
    await expect(invoker().invoke('hb-a', '{}', Number.NaN)).rejects.toThrow(RangeError);
    expect(server.requests).toHaveLength(0);
  });
});

describe('a refusal', () => {
  it.each([
    [429, 'ResourceExhausted', true],
    [429, 'Throttling.User', true],
    [503, 'ResourceThrottled', true],
    [500, 'InternalServerError', true],
    [412, 'CAExited', true],
    [412, 'FunctionNotStarted', true],
    [412, 'PreconditionFailed', true],
    [412, 'CAFileNotFound', false],
    [400, 'InvalidArgument', false],
    [403, 'AccessDenied', false],
    [404, 'FunctionNotFound', false],
    [501, 'NotEmulated', false],
  ])('of %i %s is unavailable, retryable: %p, and is asked once only', async (status, code, retryable) => {
    server.script = (_, response) => refuse(response, status, code);
    const result = await invoker().invoke('hb-a', '{}', longMs);
    expect(result).toMatchObject({ kind: 'unavailable', code, retryable });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['empty', ''],
    ['no JSON', '<html>Bad Gateway</html>'],
    ['of nobody', '{"oops":1}'],
  ])('whose body is %s is unavailable and retryable', async (_, body) => {
    server.script = (__, response) => response.writeHead(502).end(body);
    expect(await invoker().invoke('hb-a', '{}', longMs)).toMatchObject({
      kind: 'unavailable',
      code: 'UnreadableError',
      retryable: true,
    });
  });

  it.each([
    [404, 'FunctionNotFound', 'no such function'],
    [412, 'FunctionNotActive', 'wait for it'],
    [400, 'InvalidArgument', "function is in state 'Failed'"],
    [403, 'AccessDenied', 'the invocation of the function is disabled'],
  ])('of %i %s %p says that the function has to be mended', async (status, code, message) => {
    server.script = (_, response) => refuse(response, status, code, message);
    expect(await invoker().invoke('hb-a', '{}', longMs)).toMatchObject({ kind: 'unavailable', gone: true });
  });

  it('in the words of the older API is read as well, with the request’s id', async () => {
    server.script = (_, response) =>
      response
        .writeHead(429, { 'x-fc-request-id': 'r-17' })
        .end(JSON.stringify({ errorCode: 'ResourceExhausted', errorMessage: 'too many' }));
    expect(await invoker().invoke('hb-a', '{}', longMs)).toMatchObject({
      code: 'ResourceExhausted',
      message: 'too many (request r-17)',
      retryable: true,
    });
  });

  it('because of the clock says how far it is off', async () => {
    const date = new Date(Date.now() - 40 * 60_000).toUTCString();
    server.script = (_, response) =>
      response
        .writeHead(403, { date })
        .end(JSON.stringify({ Code: 'AccessDenied', Message: 'the request has expired' }));
    expect(await invoker().invoke('hb-a', '{}', longMs)).toMatchObject({
      message: expect.stringMatching(/the clock of this machine seems to be 40 minutes off: synchronise it/),
    });
  });

  it('shows no credential that it quotes', async () => {
    const { accessKeySecret, securityToken } = server.config.credentials;
    const message = `signed ${securityToken} with ${accessKeySecret}`;
    server.script = (_, response) => refuse(response, 403, 'SignatureNotMatch', message);
    const said = JSON.stringify(await invoker().invoke('hb-a', '{}', longMs));
    expect(said).toContain('signed *** with ***');
  });
});

describe('a connection', () => {
  it('that is refused is unavailable and retryable', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const nobody = new FcInvoker({ ...server.config, endpoint: `127.0.0.1:${port}` });
    const result = await nobody.invoke('hb-a', '{}', longMs);
    expect(result).toMatchObject({ kind: 'unavailable', code: 'ECONNREFUSED', retryable: true });
  });

  it.each([
    ['before the answer', (response: ServerResponse) => void response.destroy()],
    ['within the answer', (response: ServerResponse) => void response.write('{"it', () => response.destroy())],
  ])('that breaks %s is unavailable and retryable', async (_, cut) => {
    server.script = (__, response) => cut(response);
    const result = await invoker().invoke('hb-a', '{}', longMs);
    expect(result).toMatchObject({ kind: 'unavailable', code: 'ECONNRESET', retryable: true });
  });
});

describe('the bound on concurrent invocations', () => {
  it('holds back what is above it, in order', async () => {
    const held: (() => void)[] = [];
    server.script = (request, response) => held.push(() => echo(request, response));
    const bounded = invoker({ maxConcurrent: 2 });
    const all = [1, 2, 3, 4, 5].map((call) => bounded.invoke('hb-a', `${call}`, longMs));
    const open: number[] = [];
    for (let answered = 0; answered < 5; answered += 1) {
      await server.seen(Math.min(5, answered + 2));
      open.push(server.requests.length - answered);
      held[answered]?.();
      await all[Number(server.requests[answered]?.body) - 1];
    }
    expect(Math.max(...open)).toBe(2);
    expect((await Promise.all(all)).map((result) => 'body' in result && result.body)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
  });

  it('answers in time what finds no slot in its own time, or too many waiting, without sending it', async () => {
    const held: (() => void)[] = [];
    server.script = (request, response) => held.push(() => echo(request, response));
    const bounded = invoker({ maxConcurrent: 1, maxWaiting: 1 });
    const first = bounded.invoke('hb-a', '1', longMs);
    const waiting = bounded.invoke('hb-a', '2', 50);
    const refusal = { kind: 'unavailable', code: 'ConcurrencyLimit', retryable: true };
    expect(await bounded.invoke('hb-a', '3', longMs)).toMatchObject(refusal);
    expect(await waiting).toMatchObject(refusal);
    await server.seen(1);
    held[0]?.();
    expect(await first).toEqual({ kind: 'answered', body: '1' });
    expect(server.requests).toHaveLength(1);
  });

  it('is every function’s own: those of others that hang take no slot of it', async () => {
    const held: ServerResponse[] = [];
    server.script = (request, response) =>
      request.path.includes('hung') ? void held.push(response) : echo(request, response);
    const bounded = invoker({ maxConcurrent: 1, maxWaiting: 1 });
    const hung = [1, 2, 3, 4, 5].flatMap((name) => [
      bounded.invoke(`hung-${name}`, '{}', longMs),
      bounded.invoke(`hung-${name}`, '{}', longMs),
    ]);
    expect(await bounded.invoke('well', '{"it":1}', longMs)).toEqual({ kind: 'answered', body: '{"it":1}' });
    server.script = echo;
    await server.seen(6);
    for (const response of held) response.end('{}');
    expect((await Promise.all(hung)).every(({ kind }) => kind === 'answered')).toBe(true);
  });
});
