import { isUtf8 } from 'node:buffer';

const byteOrderMark = '\ufeff';

/**
 * The text of bytes that come from outside: strictly UTF-8, a byte order mark at its beginning left out. Null for bytes in
 * another encoding: nothing is ever replaced by U+FFFD.
 */
export function utf8Text(bytes: Buffer): string | null {
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString('utf8');
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}
