import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorBody, errorHeaders, Refusal } from './refusal';

/** Longest time that a client may take no bytes of an answer, ms: then its connection ends. */
const maxStallMs = 30_000;

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * Answers a call. A connection whose body was not read to its end is not used again, and one whose client does not take the answer ends.
 */
export function reply(request: IncomingMessage, response: ServerResponse, { status, headers = {}, body }: Reply): void {
  if (response.destroyed || response.headersSent) return;
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!request.complete) response.setHeader('connection', 'close');
  response.setTimeout(maxStallMs, () => response.destroy());
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

/** Answers a call with what is wrong with it. */
export const refuse = (request: IncomingMessage, response: ServerResponse, refusal: Refusal): void =>
  reply(request, response, { status: refusal.status, headers: errorHeaders(refusal), body: errorBody(refusal) });

/** Aborts when the client goes away before it was answered. */
export function clientGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}
