import { closeSync, openSync, readSync } from 'node:fs';
import type { ParsedValue } from './variable';

/** More than any bundle of certificates has. */
const maxBytes = 1024 * 1024;

const problem = (path: string, why: string): ParsedValue<never> => ({
  ok: false,
  problem: `is to be read from ${path.slice(0, 300)}, which ${why}`,
});

/** What a file of at most 1 MiB holds, without white space around it. What is wrong with it is told without quoting it. */
export function readTextFile(path: string): ParsedValue<string> {
  let bytes: Buffer;
  try {
    bytes = firstBytes(path);
  } catch (error) {
    return problem(path, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
  if (bytes.length > maxBytes) return problem(path, `is longer than ${maxBytes} bytes`);
  const text = bytes.toString('utf8').trim();
  return text === '' ? problem(path, 'is empty') : { ok: true, value: text };
}

/** Up to one more than may be there: what has no end is not read to it. */
function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
