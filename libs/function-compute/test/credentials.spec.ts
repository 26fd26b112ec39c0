import { ChainedCredentials, FcInvoker, FcPlatform, type FcCredentials } from '../src';
import { json, refuse, ScriptedServer } from './scripted-server';

const keys = (number: number): FcCredentials => ({
  accessKeyId: `STS.${number}`,
  accessKeySecret: `secret-${number}-of-more-than-16`,
  securityToken: `token-${number}-of-more-than-16`,
});

/** A chain whose keys are replaced from outside, as those of a role are. */
function chained(): { readonly source: ChainedCredentials; rotate(): void; advance(ms: number): void } {
  let number = 1;
  let nowMs = 0;
  const source = new ChainedCredentials(
    () => ({ getCredential: async () => keys(number) }),
    () => nowMs,
  );
  return { source, rotate: () => void (number += 1), advance: (ms) => void (nowMs += ms) };
}

let server: ScriptedServer;
let accepted = 1;
const longMs = 20_000;

beforeEach(async () => {
  accepted = 1;
  server = await ScriptedServer.start(({ method, headers }, response) => {
    if (headers['x-acs-security-token'] !== keys(accepted).securityToken)
      return refuse(response, 403, 'InvalidSecurityToken.Expired', 'the security token has expired');
    return method === 'POST' ? void response.end('{}') : json(response, 200, { functions: [] });
  });
});
afterEach(() => server.close());

it('asks the chain again after a while, not before each call', async () => {
  const { source, rotate, advance } = chained();
  const first = await source.current();
  rotate();
  expect(await source.current()).toBe(first);
  advance(10_000);
  expect(await source.current()).toEqual(keys(2));
});

it('opens the chain anew where it gave none, for the chain keeps to the last it tried', async () => {
  let opened = 0;
  const source = new ChainedCredentials(() => {
    opened += 1;
    const works = opened > 1;
    return { getCredential: async () => (works ? keys(1) : Promise.reject(new Error('unable to get credentials'))) };
  });
  await expect(source.current()).rejects.toThrow('unable to get credentials');
  expect(await source.current()).toEqual(keys(1));
});

it('an invocation whose token has ended is signed with the next one at once, and asked once more only', async () => {
  const { source, rotate } = chained();
  const invoker = new FcInvoker({ ...server.config, credentials: source });
  expect(await invoker.invoke('hb-a', '{}', longMs)).toMatchObject({ kind: 'answered' });
  rotate();
  accepted = 2;
  expect(await invoker.invoke('hb-a', '{}', longMs)).toMatchObject({ kind: 'answered' });
  expect(server.requests.map(({ headers }) => headers['x-acs-security-token'])).toEqual([
    keys(1).securityToken,
    keys(1).securityToken,
    keys(2).securityToken,
  ]);
});

it('an invocation may be repeated later where there is no newer token yet, and where there are no keys at all', async () => {
  const { source } = chained();
  accepted = 2;
  const invoker = new FcInvoker({ ...server.config, credentials: source });
  expect(await invoker.invoke('hb-a', '{}', longMs)).toMatchObject({
    kind: 'unavailable',
    code: 'InvalidSecurityToken.Expired',
    retryable: true,
  });
  const without = new ChainedCredentials(() => ({ getCredential: async () => ({}) }));
  const keyless = new FcInvoker({ ...server.config, credentials: without });
  expect(await keyless.invoke('hb-a', '{}', longMs)).toMatchObject({ kind: 'unavailable', retryable: true });
});

it('a control call takes the next token, too', async () => {
  const { source, rotate } = chained();
  const platform = new FcPlatform({ ...server.config, credentials: source }, { backoffMs: 1 });
  await platform.list();
  rotate();
  accepted = 2;
  expect(await platform.list()).toEqual([]);
  expect(server.requests).toHaveLength(3);
});

it('shows no secret of the token that it quotes', async () => {
  const { source } = chained();
  server.script = ({ headers }, response) => refuse(response, 403, 'X', `token ${headers['x-acs-security-token']}`);
  const invoker = new FcInvoker({ ...server.config, credentials: source });
  const said = JSON.stringify(await invoker.invoke('hb-a', '{}', longMs));
  expect(said).toContain('token ***');
});
