import type { Readable } from 'node:stream';

export interface AnswerBytes {
  readonly bytes: Buffer;
  /** More would have come. */
  readonly cut: boolean;
}

/**
 * The bytes of an answer, no more than `limitBytes` of them; whatever would come then is not waited for.
 * By events: an asynchronous iterator over the stream takes several times as long.
 * @throws the stream's error
 */
export function collected(body: Readable, limitBytes: number): Promise<AnswerBytes> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= limitBytes) return;
      resolve({ bytes: Buffer.concat(chunks, limitBytes), cut: true });
      body.destroy();
    });
    body.once('end', () => resolve({ bytes: Buffer.concat(chunks, bytes), cut: false }));
    body.once('error', reject);
    // After the end or an error this says nothing new.
    body.once('close', () => reject(new Error('the connection was closed before the answer ended')));
  });
}
