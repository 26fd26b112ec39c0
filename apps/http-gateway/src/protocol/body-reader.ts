import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal';

export interface BodyLimits {
  readonly maxBytes: number;
  /** Longest time that a client may take to send it, ms. */
  readonly timeoutMs: number;
}

/**
 * Reads the body of a call, at most so many bytes within so long.
 * @throws Refusal with status 408, 413 or 415; Error where the client went away
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  checkHead(request, limits);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', finish).off('close', gone).off('error', gone);
      settle();
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > limits.maxBytes) return end(() => reject(tooLarge(limits)));
      chunks.push(chunk);
    };
    const finish = (): void => end(() => resolve(Buffer.concat(chunks, bytes)));
    const gone = (): void => end(() => reject(new Error('the client went away')));
    const timer = setTimeout(() => end(() => reject(tooSlow(limits))), limits.timeoutMs);
    request.on('data', take).on('end', finish).on('close', gone).on('error', gone);
  });
}

function checkHead({ headers }: IncomingMessage, limits: BodyLimits): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw encoded(encoding);
  if (Number(headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits);
}

const encoded = (encoding: string): Refusal =>
  new Refusal(415, {
    code: 'unsupported_encoding',
    field: 'content-encoding',
    message: `a body in the encoding ${encoding.slice(0, 40)} is not taken`,
    hint: 'Send it as it is, without content-encoding.',
  });

const tooLarge = ({ maxBytes }: BodyLimits): Refusal =>
  new Refusal(413, {
    code: 'too_large',
    message: `the body is larger than ${maxBytes} bytes`,
    hint: 'Send smaller inputs, or send their URL over Kafka as dataref.',
  });

const tooSlow = ({ timeoutMs }: BodyLimits): Refusal =>
  new Refusal(408, {
    code: 'body_timeout',
    message: `the body did not come within ${timeoutMs} ms`,
    hint: 'Send it faster.',
  });
