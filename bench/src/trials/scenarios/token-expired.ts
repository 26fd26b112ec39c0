import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { saidOnceEach, verdict } from '../judgement/promises';
import { Stage, type StageVerdicts } from '../stage';
import type { Trial } from '../trial';
import { model, steadyApps } from './apps';

const calmMs = 30_000;
/** So long nobody gives a token that is taken. */
const withoutMs = 5_000;
const settleMs = 5_000;

/** Gives temporary keys, as a credentials URI does. */
class TokenSource {
  token = 'token-1';
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(keys: Readonly<Record<string, string>>): Promise<TokenSource> {
    const server = createServer((_, response) => {
      const body = {
        Code: 'Success',
        AccessKeyId: keys['ALIBABA_CLOUD_ACCESS_KEY_ID'],
        AccessKeySecret: keys['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
        SecurityToken: source.token,
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      };
      response.end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const source = new TokenSource(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return source;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Tokens end long before they said that they would, twice: with another one at hand, and without for a while. */
export const tokenExpired: Trial = {
  about: 'the temporary token of all services ends under traffic, once with a new one at hand, once without for 5 s',
  minutes: 3,
  run: async (session) => {
    let source: TokenSource | undefined;
    try {
      return await Stage.play(
        session,
        {
          model,
          apps: steadyApps,
          systemOf: (keys) => ({ serviceKeys: () => startSource(keys, (opened) => (source = opened)) }),
        },
        (stage) => script(stage, source!),
      );
    } finally {
      source?.close();
    }
  },
};

async function startSource(
  keys: Readonly<Record<string, string>>,
  opened: (source: TokenSource) => void,
): Promise<Record<string, string>> {
  const source = await TokenSource.open(keys);
  opened(source);
  return {
    ALIBABA_CLOUD_CREDENTIALS_URI: source.url,
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    HOME: '/nonexistent',
  };
}

async function script(stage: Stage, source: TokenSource): Promise<StageVerdicts> {
  const { emulator, logs } = stage.system;
  await stage.begin();
  await emulator.changeAccount({ acceptedToken: 'token-1' });
  stage.phase('before');
  await stage.wait(calmMs);
  const renewedMs = stage.phase('another token');
  source.token = 'token-2';
  await emulator.changeAccount({ acceptedToken: 'token-2' });
  await stage.wait(calmMs);
  const quiet = logs.complaints(renewedMs).length;
  const fromMs = stage.phase('no token');
  await emulator.changeAccount({ acceptedToken: 'token-3' });
  await stage.wait(withoutMs);
  source.token = 'token-3';
  stage.outages.push({ fromMs, untilMs: Date.now() });
  await stage.wait(settleMs);
  stage.phase('after');
  await stage.wait(calmMs);
  const said = logs.lines({ service: 'dispatcher', message: /^a function failed/, fromMs });
  return {
    calm: ['before', 'another token', 'after'],
    verdicts: [
      verdict('a token that is renewed is no fault of anything', `${quiet} complaints`, quiet === 0),
      saidOnceEach('batches cannot be run', said),
    ],
  };
}
