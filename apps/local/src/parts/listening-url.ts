import { closeSync, openSync, readSync } from 'node:fs';

const readBytes = 256 * 1024;
const pollMs = 50;
const pattern = /"url":"(http:\/\/[^"]+)"/;

function textFrom(file: string, offset: number): string {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(readBytes);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, readBytes, offset));
  } finally {
    closeSync(handle);
  }
}

/** The address that a service says in its log that it listens on; undefined where it has not said so yet. */
export function urlIn(text: string): string | undefined {
  const line = text.split('\n').find((candidate) => candidate.includes('"msg":"listening"') && candidate.endsWith('}'));
  return pattern.exec(line ?? '')?.[1];
}

/** Waits until the log, from `offset` bytes on, says where the service listens. Ends without an answer when aborted. */
export async function listeningUrl(logFile: string, offset: number, signal: AbortSignal): Promise<string> {
  while (!signal.aborted) {
    const url = urlIn(textFrom(logFile, offset));
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return '';
}
