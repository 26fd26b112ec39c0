import { performance } from 'node:perf_hooks';
import { HttpCaller } from '@harmonybatch/platform-calls';
import type { TokenSource } from './token-source';

/** Google's metadata server, as every machine and service of its cloud reaches it. */
export const googleMetadataUrl = 'http://metadata.google.internal';

const account = '/computeMetadata/v1/instance/service-accounts/default';
const timeoutMs = 5_000;
const maxTokenBytes = 64 * 1024;
const msPerSecond = 1_000;
/** Identity tokens are good for an hour and do not say so; renewed this long after they came, ms. */
const identityFreshMs = 45 * 60_000;
/** Access tokens are renewed so long before their end, ms. */
const renewBeforeMs = 60_000;

interface KeptToken {
  readonly token: string;
  readonly untilMs: number;
}

/** Tokens of the service account that this process runs as. */
export class GoogleTokens {
  private readonly kept = new Map<string, KeptToken>();
  private readonly caller = new HttpCaller();

  constructor(private readonly metadataUrl: string = googleMetadataUrl) {}

  /** For Google's own APIs. */
  readonly access: TokenSource = () =>
    this.fresh('access', async () => {
      const answer = JSON.parse(await this.read(`${account}/token`)) as { access_token: string; expires_in: number };
      return {
        token: answer.access_token,
        untilMs: performance.now() + answer.expires_in * msPerSecond - renewBeforeMs,
      };
    });

  /** For a service of Cloud Run; the audience is its URL. */
  readonly identity: TokenSource = (audience) =>
    this.fresh(audience, async () => ({
      token: (await this.read(`${account}/identity?audience=${encodeURIComponent(audience)}`)).trim(),
      untilMs: performance.now() + identityFreshMs,
    }));

  private async fresh(key: string, fetched: () => Promise<KeptToken>): Promise<string> {
    const known = this.kept.get(key);
    if (known !== undefined && known.untilMs > performance.now()) return known.token;
    const token = await fetched();
    this.kept.set(key, token);
    return token.token;
  }

  private async read(path: string): Promise<string> {
    const headers = { 'metadata-flavor': 'Google' };
    const url = `${this.metadataUrl}${path}`;
    const { status, bytes } = await this.caller.call({
      method: 'GET',
      url,
      headers,
      timeoutMs,
      maxBytes: maxTokenBytes,
    });
    if (status !== 200) throw new Error(`the metadata server answered ${status} when asked for a token`);
    return bytes.toString('utf8');
  }
}
