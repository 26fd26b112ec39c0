import { createHash, sign } from 'node:crypto';
import type { ApiKey } from './api-key';

/** Header of a signed request. */
export const signatureHeader = 'hb-signature';

/** A record as it is signed. */
export interface SignedRecord {
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a signature says of itself. */
export interface RequestSignature {
  readonly keyId: string;
  /** When it was made, by its producer's clock, epoch ms. */
  readonly signedAtMs: number;
  /** Ed25519, 64 bytes. */
  readonly bytes: Buffer;
}

const pattern = /^v1:([0-9a-f]{16}):(\d{1,14}):([A-Za-z0-9+/]{86}==)$/;
/** Headers that say something of a request; others, such as `traceparent`, may be added on the way. */
const signedHeader = /^(?:content-type|dataref|expirytime|ce_.*)$/s;

/**
 * The text that is signed: a line each for the version, the id of the key, the time in epoch ms and the SHA-256 of the value in
 * hex, and, of an event, a line `name:value` for each header that says something of it, in the order of their names.
 */
export function signedText({ value, headers }: SignedRecord, keyId: string, signedAtMs: number): string {
  const hash = createHash('sha256')
    .update(value ?? '')
    .digest('hex');
  const names = Object.keys(headers)
    .filter((name) => signedHeader.test(name))
    .sort();
  return ['v1', keyId, String(signedAtMs), hash, ...names.map((name) => `${name}:${headers[name]}`)].join('\n');
}

/** Whether headers could be read as others in the text that is signed: a line break or colon that stands where none may. */
export const hasAmbiguousHeaders = ({ headers }: Pick<SignedRecord, 'headers'>): boolean =>
  Object.entries(headers).some(
    ([name, value]) => signedHeader.test(name) && (/[\n:]/.test(name) || value.includes('\n')),
  );

/** The value of the header `hb-signature` for a record. */
export function signatureOf(record: SignedRecord, { keyId, privateKey }: ApiKey, nowMs: number): string {
  const signedAtMs = Math.floor(nowMs);
  const signature = sign(null, Buffer.from(signedText(record, keyId, signedAtMs)), privateKey);
  return `v1:${keyId}:${signedAtMs}:${signature.toString('base64')}`;
}

/** Reads the header; null where it is none that we know. */
export function parseSignature(header: string): RequestSignature | null {
  const [, keyId, signedAtMs, bytes] = pattern.exec(header) ?? [];
  if (keyId === undefined || bytes === undefined) return null;
  return { keyId, signedAtMs: Number(signedAtMs), bytes: Buffer.from(bytes, 'base64') };
}
