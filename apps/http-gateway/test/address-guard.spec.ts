import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressGuard, RefusedAddressError } from '../src/webhooks/address-guard';
import { postWebhook } from '../src/webhooks/post-webhook';

const nowhere = new AddressGuard([]);
const here = new AddressGuard(['127.0.0.0/8', '::1/128']);

it.each(['8.8.8.8', '100.63.255.255', '172.32.0.1', '2606:4700:4700::1111'])('lets webhooks go to %s', (address) => {
  expect(nowhere.allows(address)).toBe(true);
});

it.each([
  ...['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.100.100.200'],
  ...['198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fd00::1', 'ff02::1', '64:ff9b::a00:1'],
  ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1'],
])('lets no webhook go to %s', (address) => {
  expect(nowhere.allows(address)).toBe(false);
});

it('lets them go to networks that are named, and no further', () => {
  expect(['127.0.0.1', '::ffff:127.0.0.1', '::1'].map((address) => here.allows(address))).toEqual([true, true, true]);
  expect(['10.0.0.1', 'fd00::1'].map((address) => here.allows(address))).toEqual([false, false]);
  expect(() => new AddressGuard(['10.0.0.0/40'])).toThrow();
  expect(() => new AddressGuard(['10.0.0/8'])).toThrow();
});

describe('a post', () => {
  let server: Server;
  let port: number;
  let calls: { path: string; body: string }[];
  let answer: { status: number; headers: Record<string, string> };
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        calls.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() });
        response.writeHead(answer.status, answer.headers);
        response.write('x');
        if (answer.status !== 203) response.end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    calls = [];
    answer = { status: 200, headers: {} };
  });
  afterAll(() => void server.close());

  const post = (host: string, guard: AddressGuard): Promise<number> =>
    postWebhook({ url: new URL(`http://${host}:${port}/hook`), headers: {}, body: '{"é":1}', timeoutMs: 5_000 }, guard);

  it('reaches an address that is allowed, named or looked up', async () => {
    expect(await post('127.0.0.1', here)).toBe(200);
    expect(await post('localhost', here)).toBe(200);
    expect(calls).toEqual([
      { path: '/hook', body: '{"é":1}' },
      { path: '/hook', body: '{"é":1}' },
    ]);
  });

  it.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
    'does not connect to %s where that is not allowed',
    async (host) => {
      await expect(post(host, nowhere)).rejects.toThrow(RefusedAddressError);
      expect(calls).toEqual([]);
    },
  );

  it('follows no redirect, and reads nothing of an answer that does not end', async () => {
    answer = { status: 302, headers: { location: `http://127.0.0.1:${port}/elsewhere` } };
    expect(await post('127.0.0.1', here)).toBe(302);
    answer = { status: 203, headers: {} };
    expect(await post('127.0.0.1', here)).toBe(203);
    expect(calls.map(({ path }) => path)).toEqual(['/hook', '/hook']);
  });

  it('ends after its time', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = new URL(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    await expect(postWebhook({ url, headers: {}, body: '', timeoutMs: 20 }, here)).rejects.toThrow();
    silent.closeAllConnections();
    silent.close();
  });
});
