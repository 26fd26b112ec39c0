import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { collected } from './answer/collected';
import { decompressed } from './answer/decompressed';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte sent to the last one read, ms. */
  readonly timeoutMs: number;
  /** What comes of the answer beyond it is left out. */
  readonly maxBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it is after decompression. */
  readonly bytes: Buffer;
  readonly cut: boolean;
}

/** The answer did not end in time. */
export class HttpTimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${Math.round(timeoutMs)} ms`);
    this.name = 'HttpTimeoutError';
  }
}

/** Longest delay that a timer of Node keeps. */
const maxTimeoutMs = 2 ** 31 - 1;

/**
 * Makes HTTP calls over connections that are kept open. One that takes too long is broken off together with its
 * connection; nothing is repeated, and redirects are answers like others.
 */
export class HttpCaller {
  private readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };

  /** @param ca certificates that are trusted instead of the system's, PEM */
  constructor(ca?: string) {
    this.agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true, ca }) };
  }

  /** @throws HttpTimeoutError, or what the connection failed with */
  async call({ timeoutMs, maxBytes, ...request }: HttpRequest): Promise<HttpAnswer> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), Math.min(Math.max(timeoutMs, 0), maxTimeoutMs));
    try {
      const message = await this.send(request, abort.signal);
      const { bytes, cut } = await collected(decompressed(message, message.headers['content-encoding']), maxBytes);
      if (cut) message.destroy();
      return { status: message.statusCode ?? 0, headers: message.headers, bytes, cut };
    } catch (error) {
      throw abort.signal.aborted ? new HttpTimeoutError(timeoutMs) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes the connections that nobody uses. */
  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  private send(
    { method, url, headers, body }: Omit<HttpRequest, 'timeoutMs' | 'maxBytes'>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const isTls = url.startsWith('https:');
    const bytes = body === undefined ? undefined : Buffer.from(body, 'utf8');
    const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
    const options = { method, headers: { ...headers, ...length }, signal };
    return new Promise((resolve, reject) => {
      const request = isTls
        ? httpsRequest(url, { ...options, agent: this.agents.https }, resolve)
        : httpRequest(url, { ...options, agent: this.agents.http }, resolve);
      request.once('error', reject);
      request.end(bytes);
    });
  }
}
