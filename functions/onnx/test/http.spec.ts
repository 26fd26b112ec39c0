import { Agent } from 'node:http';
import { call, FunctionProcess } from './function-process';
import { item, picture } from './inputs';

const good = picture(1);

describe('requests that are refused as a whole', () => {
  let called: FunctionProcess;

  beforeAll(async () => {
    called = await FunctionProcess.start('conv-net', { HARMONYBATCH_FUNCTION_MAX_BODY_MB: '1' });
  });
  afterAll(() => called.stop());

  const tooMany = Array.from({ length: 33 }, (_, at) => item(`${at}`, good.slice(0, 1)));

  it.each([
    { what: 'more items than the model takes', body: { items: tooMany }, status: 400, code: 'batch_too_large' },
    { what: 'no items', body: { items: [] }, status: 400, code: 'bad_invocation' },
    { what: 'an item without id', body: { items: [{ inputs: good }] }, status: 400, code: 'bad_invocation' },
    { what: 'no JSON', body: '{"items":[', status: 400, code: 'bad_json' },
    { what: 'no body', body: '', status: 400, code: 'bad_json' },
  ])('$what', async ({ body, status, code }) => {
    const reply = await called.post('/invoke', body);
    expect(reply).toMatchObject({
      status,
      body: { code, error: expect.any(String) },
      headers: { 'x-fc-status': '404' },
    });
  });

  it.each([
    { form: 'of a known length', headers: { accept: '*/*' } as Record<string, string> },
    { form: 'in chunks', headers: { 'transfer-encoding': 'chunked' } as Record<string, string> },
  ])('a body that is too large, $form', async ({ headers }) => {
    const reply = await called.post('/invoke', Buffer.alloc(1024 * 1024 + 1, ' '), headers);
    expect(reply).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  it('paths and methods that are not there', async () => {
    expect(await called.get('/')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await called.get('/invoke')).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
  });

  it('and the next one is answered', async () => {
    expect(await called.post('/invoke', { items: [item('next', good)] })).toMatchObject({ status: 200 });
  });
});

describe('what the platform is told', () => {
  let called: FunctionProcess;

  beforeAll(async () => {
    called = await FunctionProcess.start('conv-net');
  });
  afterAll(() => called.stop());

  it('keeps the connection open', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const reply = await call(`${called.url}/health`, 'GET', undefined, {}, agent);
    const again = await call(`${called.url}/health`, 'GET', undefined, {}, agent);
    const sockets = Object.values(agent.freeSockets).flat();
    agent.destroy();
    expect([reply.headers.connection, again.headers.connection]).toEqual(['keep-alive', 'keep-alive']);
    expect(sockets).toHaveLength(1);
  });

  it('logs each invocation with the id that the platform gave it', async () => {
    const id = '1-67a59f35-c085c';
    const batch = { batchId: 'b7', attempt: 2, items: [item('a', good), item('b', [])] };
    await called.post('/invoke', batch, { 'x-fc-request-id': id });
    await called.line(`FC Invoke Start RequestId: ${id}`);
    const told = JSON.parse(await called.line('"b7"'));
    expect(told).toMatchObject({ msg: 'batch ran', requestId: id, batchId: 'b7', attempt: 2, items: 2, failed: 1 });
    await called.line(`FC Invoke End RequestId: ${id}`);
  });

  it('logs the trace of an invocation, and nothing of a context that is none', async () => {
    const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    const items = [item('a', good)];
    const traces = [`00-${traceId}-${spanId}-01`, '"}\n{"level":"fatal"}', 7, undefined];
    for (const [at, traceparent] of traces.entries())
      await called.post('/invoke', { batchId: `traced-${at}`, items, traceparent });
    const told = await Promise.all(traces.map(async (_, at) => JSON.parse(await called.line(`"traced-${at}"`))));
    expect(told.map((line) => [line.traceId, line.spanId])).toEqual(
      [[traceId, spanId], [], [], []].map(([a, b]) => [a, b]),
    );
  });

  it('writes no id that could be more than one', async () => {
    await called.post('/invoke', { batchId: 'b8', items: [item('a', good)] }, { 'x-fc-request-id': 'a b' });
    expect(JSON.parse(await called.line('"b8"'))).not.toHaveProperty('requestId');
  });
});
