import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoogleTokens, tokenFile } from '../src';
import { ScriptedHttp } from '../../platform-calls/test/scripted-http';

it('Google’s tokens are asked for once, each for its audience', async () => {
  const server = await ScriptedHttp.start(({ path, headers }, response) => {
    if (headers['metadata-flavor'] !== 'Google') return void response.writeHead(403).end();
    if (path.endsWith('/token')) return void response.end('{"access_token":"an-access-token","expires_in":3599}');
    response.end(`identity for ${new URL(path, 'http://m').searchParams.get('audience')}\n`);
  });
  try {
    const tokens = new GoogleTokens(server.url);
    for (const _ of [1, 2]) {
      expect(await tokens.access('')).toBe('an-access-token');
      expect(await tokens.identity('https://a.run.app')).toBe('identity for https://a.run.app');
    }
    expect(await tokens.identity('https://b.run.app')).toBe('identity for https://b.run.app');
    expect(server.requests).toHaveLength(3);
  } finally {
    await server.close();
  }
});

it('a metadata server that refuses is an error that says so', async () => {
  const server = await ScriptedHttp.start((_, response) => void response.writeHead(404).end());
  await expect(new GoogleTokens(server.url).access('')).rejects.toThrow('the metadata server answered 404');
  await server.close();
});

it('a token of a file is read without the line’s end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'token-'));
  await writeFile(join(folder, 'token'), 'of-the-pod\n');
  expect(await tokenFile(join(folder, 'token'))('')).toBe('of-the-pod');
  await rm(folder, { recursive: true });
});
