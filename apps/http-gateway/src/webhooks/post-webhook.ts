import { request as requestByHttp, type IncomingMessage } from 'node:http';
import { request as requestByHttps } from 'node:https';
import type { AddressGuard } from './address-guard';

export interface WebhookPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Longest time until its status is there, ms. */
  readonly timeoutMs: number;
}

/**
 * Posts once, by a connection of its own, to an address that is allowed. Redirects are not followed, and what comes back is not read.
 * @returns the status
 * @throws RefusedAddressError, or an error of the connection
 */
export function postWebhook({ url, headers, body, timeoutMs }: WebhookPost, guard: AddressGuard): Promise<number> {
  return new Promise((resolve, reject) => {
    guard.checkHost(url.hostname);
    const send = url.protocol === 'https:' ? requestByHttps : requestByHttp;
    const posting = send(url, {
      method: 'POST',
      agent: false,
      lookup: guard.lookup,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    posting.on('error', reject);
    posting.on('response', (response: IncomingMessage) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    posting.end(body);
  });
}
