import { isUtf8 } from 'node:buffer';
import { plainText } from '../render/plain-text';

const bytesALine = 16;

/** Bytes as JSON can hold them: text where they are UTF-8, else base64. */
export const bytesAsJson = (bytes: Buffer | null): { readonly text: string } | { readonly base64: string } | null => {
  if (bytes === null) return null;
  return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') };
};

/** Bytes on one line: text with everything a terminal could obey written out, or hex. */
export const bytesOnALine = (bytes: Buffer | null): string => {
  if (bytes === null) return 'none';
  return isUtf8(bytes) ? plainText(bytes.toString('utf8')) : `0x${bytes.toString('hex')}`;
};

/** All of the bytes: lines of text with everything a terminal could obey written out, or a hex dump. */
export function bytesOnLines(bytes: Buffer): string {
  if (isUtf8(bytes)) return `${bytes.toString('utf8').split('\n').map(plainText).join('\n')}\n`;
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesALine) lines.push(dumpLine(bytes.subarray(at, at + bytesALine), at));
  return lines.join('');
}

function dumpLine(bytes: Buffer, at: number): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = bytes.toString('latin1').replace(/[^\u0020-\u007e]/g, '.');
  return `${at.toString(16).padStart(8, '0')}  ${hex.padEnd(3 * bytesALine - 1)}  ${text}\n`;
}
