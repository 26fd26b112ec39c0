import type { Readable } from 'node:stream';
import { collected, decompressed, type AnswerBytes } from '@harmonybatch/platform-calls';

/** The answer began in time, but its end did not come. */
export class AnswerTimeoutError extends Error {
  constructor(limitMs: number) {
    super(`the answer did not end within ${Math.round(limitMs)} ms`);
    this.name = 'RequestTimeoutError';
  }
}

/** What may be read of an answer. */
export interface ReadAnswerOptions {
  /** Bytes of it that are kept, as they are after decompression; the rest is left out. */
  readonly limitBytes: number;
  readonly limitMs: number;
  /** Its header `content-encoding`. */
  readonly encoding?: string;
}

/**
 * Reads an answer to its end, so that its connection can be used again, and takes the read timer off the socket, which
 * the SDK forgets there: when it fires later it takes away the timer of whatever call uses the socket by then.
 * An answer that is cut takes its connection with it: what else it would bring is not waited for.
 * @throws AnswerCutOff, or the stream's error; the connection is closed in each case.
 */
export async function readAnswer(
  body: Readable,
  { limitBytes, limitMs, encoding }: ReadAnswerOptions,
): Promise<AnswerBytes> {
  // The socket leaves the message once it is read, so it is taken before.
  const { socket } = body as Readable & { socket?: object };
  const timer = setTimeout(() => body.destroy(new AnswerTimeoutError(limitMs)), Math.max(limitMs, 0));
  try {
    const answer = await collected(decompressed(body, encoding), limitBytes);
    if (answer.cut) body.destroy();
    return answer;
  } finally {
    clearTimeout(timer);
    if (socket) dropReadTimer(socket);
  }
}

/** Description of the symbol under which httpx 2.3.3 keeps its read timer on a socket. */
const readTimerName = 'TIMER::READ_TIMER';

/** @returns whether there was a timer to take off. */
export function dropReadTimer(socket: object): boolean {
  const slots = socket as Record<symbol, NodeJS.Timeout | null | undefined>;
  let dropped = false;
  for (const key of Object.getOwnPropertySymbols(socket)) {
    if (key.description !== readTimerName || !slots[key]) continue;
    clearTimeout(slots[key]);
    slots[key] = null;
    dropped = true;
  }
  return dropped;
}
