import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Clock, StageEvents } from '@harmonybatch/ports';
import { PublicServer, Readiness } from '@harmonybatch/service-kit';
import { gatewayMetrics } from '@harmonybatch/telemetry';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { CallerCheck } from '../src/access/caller-check';
import { Inference, type SentRequest } from '../src/infer/inference';
import type { RequestToSend } from '../src/infer/request-to-send';
import { ServedModels } from '../src/models/served-models';
import { OpenRequests } from '../src/protocol/open-requests';
import { ProtocolModule } from '../src/protocol/protocol.module';
import { Refusal } from '../src/protocol/refusal';
import { Webhooks } from '../src/webhooks/webhooks';
import { oneTensor, photos, resnet } from './examples';

const maxOpen = 2;

/** The port of the protocol, with requests that a test answers. */
class Door {
  readonly events = new RecordedEvents();
  readonly open = new OpenRequests(maxOpen);
  readonly sent: { request: RequestToSend; gone: AbortSignal; answer: () => void }[] = [];
  reasons: string[] = [];
  private onSent: () => void = () => undefined;
  private server!: PublicServer;

  static async start(): Promise<Door> {
    const door = new Door();
    const readiness = new Readiness();
    readiness.add(() => door.reasons);
    const module = ProtocolModule.with([
      { provide: CallerCheck, useValue: { callerOf: () => ({ app: photos, key: undefined }) } },
      {
        provide: ServedModels,
        useValue: new ServedModels(
          { get: (name) => (name === 'resnet' ? resnet : undefined) },
          { planOf: () => undefined },
        ),
      },
      { provide: Inference, useValue: door.inference() },
      { provide: OpenRequests, useValue: door.open },
      { provide: Webhooks, useValue: { targetOf: () => undefined } },
      { provide: Readiness, useValue: readiness },
      { provide: Clock, useValue: new ManualClock() },
      { provide: StageEvents, useValue: door.events },
    ]);
    door.server = await PublicServer.open(module, { host: '127.0.0.1', port: 0, maxConnections: 100 });
    return door;
  }

  get url(): string {
    return this.server.url;
  }

  infer = (body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${this.url}/v2/models/resnet/infer`, { method: 'POST', body, headers });

  async untilSent(count: number): Promise<void> {
    while (this.sent.length < count) await new Promise<void>((resolve) => (this.onSent = resolve));
  }

  close = (): Promise<void> => this.server.close();

  /** Of requests that are asked for later, by app and id: null where it runs. */
  readonly outcomes = new Map<string, string | null>();

  private inference() {
    return {
      graceMs: 1_000,
      send: async (request: RequestToSend, _caller: unknown, gone: AbortSignal): Promise<SentRequest> => {
        const text = new Promise<string | null>((resolve) => {
          this.sent.push({ request, gone, answer: () => resolve(outcomeText(request.id)) });
          gone.addEventListener('abort', () => resolve(null));
        });
        this.onSent();
        return { id: request.id, outcome: text, untilMs: 0 };
      },
      accept: async ({ id }: RequestToSend): Promise<number> => {
        this.outcomes.set(`photos/${id}`, null);
        return new ManualClock().nowMs() + 500;
      },
      outcomeOf: async (app: string, id: string, untilMs: number): Promise<string | null> => {
        const found = this.outcomes.get(`${app}/${id}`);
        if (found === undefined)
          throw new Refusal(404, { code: 'unknown_request', message: String(untilMs), hint: '' });
        return found;
      },
    };
  }
}

const outcomeText = (id: string): string =>
  JSON.stringify({
    identity: 'a'.repeat(32),
    id,
    app: 'photos',
    status: 'ok',
    timing: { arrivedAtMs: 1, queuedMs: 1, executedMs: 1, completedAtMs: 1 },
    outputs: JSON.parse(oneTensor.replace('9007199254740993', '7')) as unknown,
  });

describe('the port of the protocol', () => {
  let door: Door;
  beforeAll(async () => void (door = await Door.start()));
  afterAll(() => door.close());
  const body = `{"id":"a","inputs":${oneTensor}}`;

  it.each([
    ['v2', 200, { name: 'harmonybatch', version: expect.any(String) as string, extensions: ['binary_tensor_data'] }],
    ['v2/health/live', 200, { live: true }],
    ['v2/health/ready', 200, { ready: true }],
    ['v2/models/resnet', 200, expect.objectContaining({ name: 'resnet', versions: ['3'] })],
    ['v2/models/resnet/versions/3', 200, expect.objectContaining({ name: 'resnet' })],
    ['v2/models/resnet/ready', 503, { name: 'resnet', ready: false }],
    ['v2/models/bert/ready', 404, expect.objectContaining({ code: 'unknown_model' })],
    ['v2/models/resnet/versions/2', 404, expect.objectContaining({ code: 'unknown_version' })],
    ['v3', 404, expect.objectContaining({ error: expect.any(String) as string, code: 'not_found' })],
    ['v2/models/%zz', 400, expect.objectContaining({ error: expect.any(String) as string })],
    ['metrics', 404, expect.objectContaining({ code: 'not_found' })],
  ])('answers %s with %d', async (path, status, expected) => {
    const answer = await fetch(`${door.url}/${path}`);
    expect({ status: answer.status, body: await answer.json() }).toEqual({ status, body: expected });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  it('answers with what came of a request', async () => {
    const answer = door.infer(body);
    await door.untilSent(1);
    expect(door.sent[0]!.request).toMatchObject({ id: 'a', inputs: oneTensor });
    door.sent[0]!.answer();
    expect(await (await answer).json()).toMatchObject({ id: 'a', outputs: [{ data: [7, -1] }] });
    expect(door.events.valuesOf(gatewayMetrics.answer, { model: 'resnet' })).toHaveLength(1);
  });

  it('takes no more calls than it may hold, and frees the place of a client that goes away', async () => {
    const before = door.sent.length;
    const first = new AbortController();
    const calls = [
      fetch(`${door.url}/v2/models/resnet/infer`, { method: 'POST', body, signal: first.signal }).catch(() => null),
      door.infer(body),
    ];
    await door.untilSent(before + maxOpen);
    const refused = await door.infer(body);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    const { gone } = door.sent[before]!;
    first.abort();
    await once(gone, 'abort');
    expect(door.open.count).toBe(1);
    for (const { answer } of door.sent) answer();
    await Promise.all(calls);
    expect(door.events.countOf(gatewayMetrics.clientsGone)).toBe(1);
    expect(door.open.count).toBe(0);
  });

  it('answers at once where that is preferred, and says where to ask', async () => {
    const id = 'a/b ü?';
    const asked = await door.infer(`{"id":"${id}","inputs":${oneTensor},"parameters":{"binary_data_output":true}}`, {
      prefer: 'wait=5, Respond-Async;x',
    });
    expect(asked.status).toBe(202);
    expect(asked.headers.get('preference-applied')).toBe('respond-async');
    expect(asked.headers.get('retry-after')).toBe('1');
    const location = asked.headers.get('location')!;
    expect(location).toBe(
      `/v2/models/resnet/requests/a%2Fb%20%C3%BC%3F?until=${new ManualClock().nowMs() + 500}&binary_data_output=true`,
    );
    const running = await fetch(`${door.url}${location}`);
    expect(running.status).toBe(202);
    expect(running.headers.get('location')).toBe(location);
    door.outcomes.set(`photos/${id}`, outcomeText(id));
    const answer = await fetch(`${door.url}${location}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const headLength = Number(answer.headers.get('inference-header-content-length'));
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(JSON.parse(bytes.subarray(0, headLength).toString())).toMatchObject({ id });
    expect(bytes.subarray(headLength).readBigInt64LE()).toBe(7n);
    expect(door.open.count).toBe(0);
  });

  it.each([
    ['what nobody accepted', 'resnet/requests/other?until=1', 404, 'unknown_request'],
    ['a model that is none', 'bert/requests/a?until=1', 404, 'unknown_model'],
    ['a time that no request has', 'resnet/requests/a?until=99999999999999', 400, 'invalid'],
    ['no time', 'resnet/requests/a?until=soon', 400, 'invalid'],
  ])('refuses to look for %s', async (_what, path, status, code) => {
    const answer = await fetch(`${door.url}/v2/models/${path}`);
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({ status, code });
    expect(door.open.count).toBe(0);
  });

  it.each([
    ['an id that a location cannot have', '{"id":"..","inputs":[]}'],
    ['an id that is no text', `{"id":"\\ud800","inputs":${oneTensor}}`],
  ])('refuses %s before it is written', async (_what, sent) => {
    const answer = await door.infer(sent.replace('[]', oneTensor), { prefer: 'respond-async' });
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({
      status: 400,
      field: '/id',
    });
  });

  it.each([
    ['what is no JSON', '{"inputs"', {}, 400, 'invalid'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff]), {}, 400, 'invalid'],
    ['a body that is too large', 'x'.repeat(400_000), {}, 413, 'too_large'],
    ['a compressed body', body, { 'content-encoding': 'gzip' }, 415, 'unsupported_encoding'],
  ])('refuses %s', async (_what, sent, headers, status, code) => {
    const answer = await door.infer(sent, headers);
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({ status, code });
    expect(door.open.count).toBe(0);
  });

  it('stops reading a body that says nothing of its length and does not end', async () => {
    const socket = await opened(door.url);
    socket.write('POST /v2/models/resnet/infer HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const writing = setInterval(() => socket.write(chunk), 1);
    const [head] = (await once(socket, 'data')) as [Buffer];
    clearInterval(writing);
    socket.destroy();
    expect(head.toString()).toMatch(/^HTTP\/1\.1 413 [^]+connection: close/i);
  });

  it('refuses headers without end', async () => {
    const socket = await opened(door.url);
    socket.write(`GET /v2 HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(head.toString()).toMatch(/^HTTP\/1\.1 431 /);
  });
});

it('takes no call before the service was ready once, and calls after that though it is not for a moment', async () => {
  const door = await Door.start();
  door.reasons = ['state is being read'];
  const statusOf = async (path: string): Promise<number> => (await fetch(`${door.url}/${path}`)).status;
  expect(await statusOf('v2/models/resnet')).toBe(503);
  expect((await door.infer('{}')).status).toBe(503);
  expect(await statusOf('v2/health/ready')).toBe(503);
  expect(await statusOf('v2/health/live')).toBe(200);
  door.reasons = [];
  expect(await statusOf('v2/models/resnet')).toBe(200);
  door.reasons = ['state: its consumer looks for its group'];
  expect(await statusOf('v2/models/resnet')).toBe(200);
  await door.close();
});

async function opened(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
