import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './api-error';

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** The parts of a request that its signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Largest difference between the request's date and our clock, ms. */
export const maxSkewMs = 15 * 60_000;

const algorithm = 'ACS3-HMAC-SHA256';
const requiredHeaders = ['authorization', 'x-acs-date', 'x-acs-content-sha256'] as const;
/** Headers without which a signature would not bind the request to its content, time and receiver. */
const alwaysSigned = ['host', 'x-acs-content-sha256', 'x-acs-date'];
const authorizationPattern = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;

/**
 * Checks an ACS3-HMAC-SHA256 signature: key id, date, body hash, signature, in this order.
 *
 * @returns the refusal, or nothing where the request is who it says
 */
export function signatureFault(request: SignedRequest, credentials: Credentials, nowMs: number): ApiError | undefined {
  const missing = requiredHeaders.find((name) => headerOf(request.headers, name) === '');
  if (missing !== undefined)
    return new ApiError('MissingRequiredHeader', `the header ${missing} is missing; sign the request`);
  const [, keyId, signedList = '', signature = ''] =
    authorizationPattern.exec(headerOf(request.headers, 'authorization')) ?? [];
  if (keyId === undefined)
    return new ApiError('SignatureNotMatch', `the Authorization header is not an ${algorithm} signature`);
  if (keyId !== credentials.accessKeyId) return new ApiError('InvalidAccessKeyID', 'the access key id is unknown');
  const signedHeaders = signedList.split(';');
  const unsigned = alwaysSigned.find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined)
    return new ApiError('SignatureNotMatch', `the header ${unsigned} is not among the signed ones`);
  return (
    dateFault(headerOf(request.headers, 'x-acs-date'), nowMs) ??
    bodyFault(request) ??
    hmacFault(request, signedHeaders, signature, credentials.accessKeySecret)
  );
}

function dateFault(date: string, nowMs: number): ApiError | undefined {
  const skewMs = Math.abs(Date.parse(date) - nowMs);
  if (skewMs <= maxSkewMs) return undefined;
  return new ApiError(
    'AccessDenied',
    `x-acs-date ${date} is more than ${maxSkewMs / 60_000} minutes off the server's clock`,
  );
}

function bodyFault({ headers, body }: SignedRequest): ApiError | undefined {
  if (headerOf(headers, 'x-acs-content-sha256') === sha256(body)) return undefined;
  return new ApiError('SignatureNotMatch', 'x-acs-content-sha256 is not the SHA-256 of the body');
}

function hmacFault(
  request: SignedRequest,
  signedHeaders: readonly string[],
  signature: string,
  secret: string,
): ApiError | undefined {
  const canonical = canonicalRequest(request, signedHeaders);
  if (canonical === undefined)
    return new ApiError('InvalidArgument', 'the query string is not percent-encoded correctly');
  const expected = createHmac('sha256', secret)
    .update(`${algorithm}\n${sha256(canonical)}`)
    .digest();
  if (timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return undefined;
  return new ApiError('SignatureNotMatch', 'the signature does not fit the request; check the access key secret');
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string | undefined {
  const [path = '', query = ''] = splitOnce(request.url, '?');
  const canonicalQuery = canonicalizeQuery(query);
  if (canonicalQuery === undefined) return undefined;
  return [
    request.method,
    path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~'),
    canonicalQuery,
    signedHeaders.map((name) => `${name}:${headerOf(request.headers, name).trim()}\n`).join(''),
    signedHeaders.join(';'),
    headerOf(request.headers, 'x-acs-content-sha256'),
  ].join('\n');
}

/** Sorted and encoded again by the strict rule; nothing where the query cannot be decoded. */
function canonicalizeQuery(query: string): string | undefined {
  if (query === '') return '';
  try {
    const pairs = query.split('&').map((pair) => splitOnce(pair, '=').map(decodeURIComponent));
    pairs.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
    return pairs.map(([key, value = '']) => `${key}=${percentEncode(value)}`).join('&');
  } catch {
    return undefined;
  }
}

const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
