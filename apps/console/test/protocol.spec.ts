import { request } from 'node:http';
import { routes } from '@harmonybatch/console-api';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { accessFaults } from '../src/access/access-faults';
import { KnownErrorsHandlers } from '../src/errors/known-errors.handlers';
import { LastErrors } from '../src/errors/last-errors';
import type { HandlerGroup } from '../src/protocol/call';
import { Traffic } from '../src/traffic/traffic';
import { answerFaults, isFault, openPort, type OpenPort } from './open-port';

const token = 'k'.repeat(40);
const clock = new ManualClock();
const knownErrors = () =>
  new KnownErrorsHandlers(
    new Traffic(clock, new RecordedEvents(), { maxApps: 10, beganMs: 0 }),
    new LastErrors(),
    clock,
  );
const asked: unknown[] = [];
const echo: HandlerGroup = {
  handlers: {
    apps: ({ query }) => (asked.push(query), { atMs: 0, window: '1m', total: 0, rows: [] }),
    decide: ({ params, body }) => (asked.push({ params, body }), { sentence: 'done', command: 'none' }),
    money: () => {
      throw new Error('broken');
    },
    moneyCsv: () => 'hour,app\n',
  },
};

describe('the port of the console', () => {
  let port: OpenPort;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${port.url}${path}`, { headers });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${port.url}${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  /** With any Host header: fetch has its own. */
  const statusWithHost = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { hostname, port: number } = new URL(port.url);
      const call = request({ hostname, port: number, path: '/api/v1/errors', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject).end();
    });
  const faultOf = async (response: Response) => {
    const body = (await response.json()) as { code: string; field?: string; error: string };
    expect(isFault(body)).toBe(true);
    return { status: response.status, ...body };
  };

  describe('without a token', () => {
    beforeAll(async () => {
      port = await openPort([knownErrors(), echo], { clock });
    });
    afterAll(() => port.close());

    it('answers a call by the handler of its route', async () => {
      const response = await get('/api/v1/errors?window=1h');
      expect(response.status).toBe(200);
      const body = (await response.json()) as { window: string };
      expect(answerFaults('knownErrors', body)).toEqual([]);
      expect(body.window).toBe('1h');
    });

    it('reads numbers of the query as such', async () => {
      expect((await get('/api/v1/apps?limit=20&q=7')).status).toBe(200);
      expect(asked.at(-1)).toEqual({ limit: 20, q: '7' });
    });

    it.each([
      ['/api/v1/apps?limit=0', 'limit'],
      ['/api/v1/apps?limit=many', 'limit'],
      ['/api/v1/apps?limit=', 'limit'],
      ['/api/v1/apps?colour=red', 'colour'],
      ['/api/v1/apps?q=a&q=b', 'q'],
      ['/api/v1/apps/no%20name', 'app'],
    ])('says what is wrong with %s', async (path, field) => {
      expect(await faultOf(await get(path))).toMatchObject({ status: 400, code: 'invalid', field });
    });

    it('says that a path is not well encoded', async () => {
      expect(await faultOf(await get('/api/v1/apps/%ff'))).toMatchObject({ status: 400, code: 'invalid' });
    });

    it('says what is wrong with a body', async () => {
      const path = '/api/v1/models/resnet/plan/decision';
      expect((await post(path, { action: 'release' })).status).toBe(200);
      expect(asked.at(-1)).toEqual({ params: { model: 'resnet' }, body: { action: 'release' } });
      expect(await faultOf(await post(path, { action: 'burn' }))).toMatchObject({ status: 400, field: '/action' });
      expect(await faultOf(await post(path, '{'))).toMatchObject({ status: 400, code: 'invalid' });
      expect(await faultOf(await post(path, { action: 'a'.repeat(600_000) }))).toMatchObject({ status: 413 });
    });

    it('says that there is no such call, and which method one takes', async () => {
      expect(await faultOf(await get('/api/v1/nothing'))).toMatchObject({ status: 404, code: 'not_found' });
      expect(await faultOf(await get('/api/v1/dead-letters/resend'))).toMatchObject({ status: 405 });
    });

    it('says nothing of what broke in it, and logs it', async () => {
      const fault = await faultOf(await get('/api/v1/money'));
      expect(fault).toMatchObject({ status: 500, code: 'internal' });
      expect(fault.error).not.toContain('broken');
      expect(port.events.faults).toEqual(['a call of the console could not be answered']);
    });

    it('gives a table as a file', async () => {
      const response = await get('/api/v1/money.csv');
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(await response.text()).toBe('hour,app\n');
    });

    it('answers nothing before apps and plans were read once', async () => {
      const other = await openPort([knownErrors()]);
      const status = async () => (await fetch(`${other.url}/api/v1/errors`)).status;
      other.reasons = ['state is not read'];
      expect(await status()).toBe(503);
      other.reasons = [];
      expect(await status()).toBe(200);
      other.reasons = ['a broker is away'];
      expect(await status()).toBe(200);
      await other.close();
    });

    it('describes its API', async () => {
      const document = (await (await get('/api/v1/openapi.json')).json()) as { paths: object };
      expect(Object.keys(document.paths)).toHaveLength(new Set(Object.values(routes).map(({ path }) => path)).size);
    });

    it('tells events to whoever listens', async () => {
      const response = await get('/api/v1/events');
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      await reader.read();
      port.stream.tell('plan', { model: 'resnet', epoch: 7, proposals: 0 });
      expect((await reader.read()).value).toBe('event: plan\ndata: {"model":"resnet","epoch":7,"proposals":0}\n\n');
      await reader.cancel();
    });

    it('refuses a name that a foreign page had the browser look up', async () => {
      expect(await statusWithHost('localhost:8090')).toBe(200);
      expect(await statusWithHost('[::1]:8090')).toBe(200);
      expect(await statusWithHost('evil.example')).toBe(403);
      expect(await statusWithHost('127.0.0.1.evil.example:8090')).toBe(403);
    });

    it('refuses what a foreign page sends', async () => {
      const path = '/api/v1/models/resnet/plan/decision';
      const status = async (headers: Record<string, string>) =>
        (await post(path, { action: 'release' }, headers)).status;
      expect(await status({ origin: 'https://evil.example' })).toBe(403);
      expect(await status({ origin: 'null' })).toBe(403);
      expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
      expect(await status({ origin: port.url, 'sec-fetch-site': 'same-origin' })).toBe(200);
    });

    it('has browsers load nothing of others', async () => {
      const { headers } = await get('/api/v1/errors');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    });
  });

  describe('with a token', () => {
    beforeAll(async () => {
      port = await openPort([knownErrors()], { token, clock });
    });
    afterAll(() => port.close());

    const login = (text: string, headers: Record<string, string> = {}) =>
      fetch(`${port.url}/login`, {
        ...{ method: 'POST', redirect: 'manual', headers },
        body: new URLSearchParams({ token: text }),
      });

    it('answers whoever shows it', async () => {
      expect(await faultOf(await get('/api/v1/errors'))).toMatchObject({ status: 401, code: 'unauthorized' });
      expect((await get('/api/v1/errors', { authorization: `Bearer ${token}` })).status).toBe(200);
      expect((await get('/api/v1/errors', { authorization: `Bearer ${token}x` })).status).toBe(401);
    });

    it('lets a browser log in, for a time', async () => {
      const page = await fetch(`${port.url}/apps/tight`, { redirect: 'manual' });
      expect([page.status, page.headers.get('location')]).toEqual([303, '/login']);
      const style = await get('/login.css');
      expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
      const refused = await login('wrong');
      expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('That is not the token.')]);
      const answer = await login(token, { 'x-forwarded-proto': 'https' });
      const cookie = answer.headers.get('set-cookie')!;
      expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; .*; Secure$/);
      const headers = { cookie: cookie.split(';')[0]! };
      expect((await get('/api/v1/errors', headers)).status).toBe(200);
      expect((await get('/api/v1/errors', { cookie: `${headers.cookie}x` })).status).toBe(401);
      await clock.advance(13 * 3_600_000);
      expect((await get('/api/v1/errors', headers)).status).toBe(401);
    });

    it('refuses to be logged in by a foreign page', async () => {
      expect((await login(token, { origin: 'https://evil.example' })).status).toBe(403);
    });
  });
});

it('listens without a token on loopback alone', () => {
  for (const host of ['127.0.0.1', '127.0.0.9', 'localhost', '::1']) expect(accessFaults({ host })).toEqual([]);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'console.example']) {
    expect(accessFaults({ host })).toEqual([expect.stringContaining('CONSOLE_TOKEN is absent')]);
    expect(accessFaults({ host, token })).toEqual([]);
  }
});
