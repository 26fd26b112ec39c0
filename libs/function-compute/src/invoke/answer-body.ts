import type { Readable } from 'node:stream';
import { collected, decompressed, type AnswerBytes } from '@harmonybatch/platform-calls';

/** What may be read of an answer. */
export interface ReadAnswerOptions {
  /** Bytes of it that are kept, as they are after decompression; the rest is left out. */
  readonly limitBytes: number;
  /** Its header `content-encoding`. */
  readonly encoding?: string;
}

/**
 * Reads an answer to its end, so that its connection can be used again. An answer that is cut takes its connection with
 * it: what else it would bring is not waited for.
 * @throws the stream's error; the connection is closed then.
 */
export async function readAnswer(body: Readable, { limitBytes, encoding }: ReadAnswerOptions): Promise<AnswerBytes> {
  // What breaks off after the end was read, or was cut, says nothing new.
  body.on('error', () => undefined);
  const answer = await collected(decompressed(body, encoding), limitBytes);
  if (answer.cut) body.destroy();
  return answer;
}
