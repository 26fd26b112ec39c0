import type { IncomingMessage } from 'node:http';
import { RequestError } from './request-error';

/** The whole body. Throws RequestError 413 as soon as it is known to be larger than `maxBytes`, and 400 where it breaks off. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof RequestError
      ? error
      : new RequestError(400, 'broken_off', 'the request ended before its body did');
  }
  return Buffer.concat(chunks);
}

const tooLarge = (maxBytes: number): RequestError =>
  new RequestError(413, 'body_too_large', `the body exceeds ${maxBytes} bytes (HARMONYBATCH_FUNCTION_MAX_BODY_MB)`);
