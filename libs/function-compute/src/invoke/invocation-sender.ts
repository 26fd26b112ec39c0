import type { Readable } from 'node:stream';
import { Pool } from 'undici';
import type { FcConfig } from '../fc-config';
import type { FcCredentials } from '../credentials';
import { signedHeaders } from './acs3-signature';

/** An answer whose body is not read yet; it has to be. */
export interface RawAnswer {
  readonly status: number;
  /** A header of it by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly body: Readable;
}

/** An idle connection is kept so long, ms, where the platform says nothing else. */
const keepAliveMs = 30_000;
const connectTimeoutMs = 10_000;

/**
 * Sends invocations over connections that are kept. Signed by ourselves instead of by the SDK, which takes twice the time,
 * cannot cancel a call, hides the status of what it cannot read and leaves timers on its connections.
 */
export class InvocationSender {
  private readonly pool: Pool;

  constructor(private readonly config: Pick<FcConfig, 'endpoint' | 'protocol'>) {
    this.pool = new Pool(`${config.protocol}://${config.endpoint}`, {
      connections: null,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      connect: { timeout: connectTimeoutMs },
      // The signal of each call ends it; a function may take a day.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** @throws what broke the connection, or the reason of `signal` */
  async send(functionName: string, body: Buffer, credentials: FcCredentials, signal: AbortSignal): Promise<RawAnswer> {
    const path = `/2023-03-30/functions/${percentEncoded(functionName)}/invocations`;
    const headers = signedHeaders(
      { method: 'POST', path, host: this.config.endpoint, action: 'InvokeFunction', contentType, body },
      credentials,
      Date.now(),
    );
    const answer = await this.pool.request({ method: 'POST', path, headers, body, signal });
    return { status: answer.statusCode, header: (name) => single(answer.headers[name]), body: answer.body };
  }
}

const contentType = 'application/octet-stream';

const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;
