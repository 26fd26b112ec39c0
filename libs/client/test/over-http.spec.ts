import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiKeyText } from '@harmonybatch/contracts';
import { JsonText, overHttp, type HttpClientOptions, type InferenceClient } from '../src';

interface Call {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let url: string;
let calls: Call[];
let clients: InferenceClient[];
/** What the gateway answers. */
let answer: (call: Call, response: ServerResponse) => void;

const tensors = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 2] }];
const ok = (id: string): string => JSON.stringify({ model_name: 'resnet50', model_version: '1', id, outputs: tensors });
const reply = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(typeof body === 'string' ? body : JSON.stringify(body));

function clientOf(over: Partial<HttpClientOptions> = {}): InferenceClient {
  const client = overHttp({ url, app: 'photos', model: 'resnet50', firstPauseMs: 1, longestPauseMs: 2, ...over });
  clients.push(client);
  return client;
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const call = {
        line: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      };
      calls.push(call);
      answer(call, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  [calls, clients] = [[], []];
  answer = ({ body }, response) => reply(response, 200, ok((JSON.parse(body) as { id: string }).id));
});
afterEach(() => Promise.all(clients.map((client) => client.close())));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('asks as the protocol has it, and has the tensors of the answer', async () => {
  const inputs = new JsonText('[{"name":"x","shape":[1],"datatype":"INT64","data":[9007199254740993]}]');
  const request = { id: 'photo-1', inputs, parameters: { top: 5 }, sloMs: 400 };
  const got = await clientOf({ version: '2/a' }).infer(request);
  expect(got).toMatchObject({ id: 'photo-1', attempts: 1, outputs: tensors, text: ok('photo-1') });
  expect(calls).toEqual([
    {
      line: 'POST /v2/models/resnet50/versions/2%2Fa/infer',
      headers: expect.objectContaining({ 'hb-app': 'photos', 'hb-slo-ms': '400' }) as unknown,
      body: `{"id":"photo-1","parameters":{"top":5},"inputs":${inputs.text}}`,
    },
  ]);
  expect(calls[0]!.headers).not.toHaveProperty('authorization');
});

it('shows its key, and then no name', async () => {
  const apiKey = apiKeyText(randomBytes(8), randomBytes(32));
  await clientOf({ apiKey: `${apiKey}\n` }).infer({ inputs: tensors });
  expect(calls[0]!.headers).toMatchObject({ authorization: `Bearer ${apiKey}` });
  expect(calls[0]!.headers).not.toHaveProperty('hb-app');
  expect(calls[0]!.line).toBe('POST /v2/models/resnet50/infer');
});

it('sends without waiting, and takes an answer for an acknowledgement', async () => {
  answer = ({ body }, response) => reply(response, 202, { id: (JSON.parse(body) as { id: string }).id });
  const client = clientOf();
  expect(await client.send({ id: 'later', inputs: tensors })).toBe('later');
  expect(calls[0]!.headers['prefer']).toBe('respond-async');
  answer = (_, response) => reply(response, 200, ok('now'));
  expect(await client.send({ id: 'now', inputs: tensors })).toBe('now');
});

it.each([
  [429, { error: 'behind', code: 'overloaded', hint: 'wait' }, { code: 'overloaded', message: 'behind', hint: 'wait' }],
  [401, { error: 'no key', code: 'unsigned', field: 'authorization' }, { code: 'unsigned', field: 'authorization' }],
  [404, { error: 'no model', code: 'unknown_model' }, { code: 'unknown_model', retryable: false }],
  [504, { error: 'none', code: 'no_answer' }, { code: 'timeout', retryable: true }],
  [503, { error: 'ends', code: 'stopping' }, { code: 'unreachable', retryable: true }],
  [502, '<html>bad gateway</html>', { code: 'unreachable', retryable: true, message: 'HTTP status 502' }],
  [413, '', { code: 'too_large', retryable: false }],
  [403, '', { code: 'access_refused', retryable: false }],
  [200, 'no json', { code: 'unreadable_outcome' }],
  [204, '', { code: 'unreadable_outcome' }],
])('says what status %i means', async (status, body, expected) => {
  answer = (_, response) => reply(response, status, body);
  await expect(clientOf({ maxAttempts: 1 }).infer({ id: 'a', inputs: tensors })).rejects.toMatchObject({
    name: 'InferenceError',
    id: 'a',
    ...expected,
  });
});

it('repeats an outcome under another id, and what may never have come under the same, when it may', async () => {
  const statuses = [
    [503, { code: 'not_written', error: 'no' }],
    [429, { code: 'rate_limited', error: 'too fast' }],
  ] as const;
  answer = ({ body }, response) => {
    const [status, said] = statuses[calls.length - 1] ?? [];
    if (status === undefined) return reply(response, 200, ok((JSON.parse(body) as { id: string }).id));
    reply(response, status, said, { 'retry-after': '0' });
  };
  expect(await clientOf().infer({ id: 'a', inputs: tensors })).toMatchObject({ id: 'a~3', attempts: 3 });
  expect(calls.map(({ body }) => (JSON.parse(body) as { id: string }).id)).toEqual(['a', 'a', 'a~3']);
});

it('does not come back before it may', async () => {
  answer = (_, response) => reply(response, 429, { code: 'rate_limited', error: 'x' }, { 'retry-after': '60' });
  const refused = clientOf().infer({ inputs: tensors }, { timeoutMs: 2_000 });
  await expect(refused).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 60_000 });
  expect(calls).toHaveLength(1);
});

it('ends at a timeout and when it is aborted, and the gateway sees that it went', async () => {
  const gone: Promise<unknown>[] = [];
  const arrived: (() => void)[] = [];
  answer = (_, response) => {
    gone.push(new Promise((resolve) => response.on('close', resolve)));
    arrived.shift()?.();
  };
  const client = clientOf();
  await expect(client.infer({ inputs: tensors }, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'timeout' });
  const abort = new AbortController();
  arrived.push(() => abort.abort());
  await expect(client.infer({ inputs: tensors }, { signal: abort.signal })).rejects.toMatchObject({ code: 'aborted' });
  expect(await Promise.all(gone)).toHaveLength(2);
});

it('opens when the gateway is ready, and says why it is not', async () => {
  answer = (_, response) => reply(response, 200, { ready: true });
  await clientOf().open();
  expect(calls[0]!.line).toBe('GET /v2/health/ready');
  answer = (_, response) => reply(response, 503, { code: 'not_ready', error: 'it starts' });
  await expect(clientOf().open()).rejects.toMatchObject({ code: 'unreachable', message: 'it starts' });
  const nobody = clientOf({ url: 'http://127.0.0.1:1', maxAttempts: 1 });
  await expect(nobody.infer({ inputs: tensors })).rejects.toMatchObject({ code: 'unreachable' });
});

it('reads no reply without an end', async () => {
  answer = (_, response) => {
    const part = Buffer.alloc(1024 * 1024, 0x20);
    const write = (): void => {
      while (!response.destroyed && response.write(part));
      response.once('drain', write);
    };
    write();
  };
  await expect(clientOf({ maxAttempts: 1 }).infer({ inputs: tensors })).rejects.toMatchObject({
    code: 'unreadable_outcome',
  });
});

it('refuses what goes over Kafka alone, and options that are wrong', async () => {
  const client = clientOf();
  await expect(client.infer({ dataref: 'https://example.org/a' })).rejects.toMatchObject({ field: '/dataref' });
  await expect(client.infer({ inputs: 'aGk=', contentType: 'image/png' })).rejects.toMatchObject({
    field: '/contentType',
  });
  expect(calls).toEqual([]);
  for (const wrong of ['nowhere', 'ftp://a', 'http://user:pw@a', 'http://a/?b'])
    expect(() => clientOf({ url: wrong })).toThrow(expect.objectContaining({ code: 'invalid', field: '/url' }));
  expect(() => clientOf({ apiKey: 'x' })).toThrow(expect.objectContaining({ code: 'invalid', field: '/apiKey' }));
});
