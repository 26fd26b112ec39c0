import type { ServerResponse } from 'node:http';
import type { Refusal } from './refusal';

/** Longest time that a client may take no bytes of an answer, ms: then its connection ends. */
const maxStallMs = 30_000;

/** Answers a call; nothing where its client is gone or it was answered. */
export function reply(response: ServerResponse, status: number, mediaType: string, body: string): void {
  if (response.destroyed || response.headersSent) return;
  response.statusCode = status;
  response.setHeader('content-type', mediaType);
  response.setHeader('cache-control', 'no-store');
  response.setTimeout(maxStallMs, () => response.destroy());
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

/** Answers a call with what is wrong with it. */
export function refuse(response: ServerResponse, { status, fault }: Refusal): void {
  if (status === 401) response.setHeader('www-authenticate', 'Bearer realm="harmonybatch console"');
  reply(response, status, 'application/json', JSON.stringify(fault));
}

/** Aborts when the client goes away before it was answered. */
export function clientGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}
