import type { FcCredentials } from './credentials';
import { envelopeOf, type ErrorEnvelope } from './error-envelope';
import { mayPass } from './passing-refusals';

/** What went wrong with a call, whatever was thrown for it. */
export interface FcFault {
  /** `timeout`: no answer in time; `refused`: the platform answered with an error; `unreachable`: no readable answer. */
  readonly kind: 'timeout' | 'refused' | 'unreachable';
  /** The platform's error code, the system's (`ECONNREFUSED`), or the name of the error. */
  readonly code: string;
  readonly statusCode?: number;
  readonly message: string;
  /** The same call may succeed later. */
  readonly retryable: boolean;
  /** The credentials were not taken, or have ended: newer ones may be. */
  readonly ofCredentials?: true;
}

const maxMessageLength = 500;
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'NoCredentials',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/**
 * Classifies what the SDK threw by status and code, never by its class: a 429 is a plain `ClientError` there. An error body
 * that is empty or no JSON surfaces as a `SyntaxError` that hides the status: something between us and the platform answered.
 */
export function toFault(error: unknown, credentials: FcCredentials | undefined): FcFault {
  const { name, code, statusCode, message, data } = fieldsOf(error);
  const said = redacted(message, credentials);
  if (name === 'RequestTimeoutError') return { kind: 'timeout', code: name, message: said, retryable: true };
  if (statusCode !== undefined)
    return refusal(statusCode, { code: code ?? name, message, ...envelopeOf(data) }, credentials);
  if (name === 'SyntaxError') {
    const hidden = `the error had no readable body (${said})`;
    return { kind: 'unreachable', code: 'UnreadableError', message: hidden, retryable: true };
  }
  return { kind: 'unreachable', code: code ?? name, message: said, retryable: connectionCodes.has(code ?? '') };
}

/**
 * What an answer of 4xx or 5xx means.
 * @param requestId as its header says
 * @param serverDate its header `date`, which shows how far our clock is off
 */
export function faultOfAnswer(
  statusCode: number,
  body: Buffer,
  headers: { readonly requestId?: string; readonly serverDate?: string },
  credentials: FcCredentials | undefined,
): FcFault {
  const envelope = envelopeOf(body.toString('utf8'));
  if (envelope === undefined) {
    const message = `the answer ${statusCode} had no readable body`;
    return { kind: 'unreachable', code: 'UnreadableError', statusCode, message, retryable: mayPass(statusCode) };
  }
  return refusal(statusCode, { requestId: headers.requestId, ...envelope }, credentials, headers.serverDate);
}

function refusal(
  statusCode: number,
  { code, message, requestId }: ErrorEnvelope,
  credentials: FcCredentials | undefined,
  serverDate?: string,
): FcFault {
  const isToken = isOfToken(statusCode, code, message);
  const id = requestId === undefined || message.includes(requestId) ? '' : ` (request ${requestId})`;
  return {
    kind: 'refused',
    code,
    statusCode,
    message: redacted(`${message}${id}`, credentials) + clockHint(statusCode, code, message, serverDate),
    retryable: isToken || mayPass(statusCode, code),
    ...(isToken ? { ofCredentials: true } : {}),
  };
}

/** Ended or revoked temporary credentials: whoever gives them gives others. */
const isOfToken = (statusCode: number, code: string, message: string): boolean =>
  (statusCode === 401 || statusCode === 403) &&
  /securitytoken|security token|token.{0,40}expired|expired.{0,40}token/i.test(`${code} ${message}`);

/** The platform takes signatures of a quarter of an hour around its own time. */
const maxSkewMs = 15 * 60_000;
const clockWords = /timestamp|x-acs-date|skew|clock|\b15 minutes/i;

/** Says so where all calls are refused because this machine's clock is wrong. */
function clockHint(statusCode: number, code: string, message: string, serverDate?: string): string {
  if (statusCode !== 403 && statusCode !== 400) return '';
  const skewMs = Math.abs(Date.parse(serverDate ?? '') - Date.now());
  if (!(skewMs > maxSkewMs) && !clockWords.test(`${code} ${message}`)) return '';
  const off = skewMs > maxSkewMs ? `${Math.round(skewMs / 60_000)} minutes off` : 'more than 15 minutes off';
  return `; the clock of this machine seems to be ${off}: synchronise it (NTP)`;
}

interface ErrorFields {
  readonly name: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
  readonly data?: unknown;
}

function fieldsOf(error: unknown): ErrorFields {
  const given = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const text = (key: string): string | undefined => (typeof given[key] === 'string' ? given[key] : undefined);
  const statusCode = Number(given['statusCode'] ?? Number.NaN);
  return {
    name: text('name') ?? 'Error',
    // The SDK writes the string "undefined" where an envelope has no code.
    code: text('code') === 'undefined' ? undefined : text('code') || undefined,
    statusCode: Number.isInteger(statusCode) ? statusCode : undefined,
    message: text('message') || String(error),
    data: given['data'],
  };
}

/** Real secrets are longer; a shorter one, as of an emulator, may be part of any word. */
const minSecretLength = 16;

/** A refusal for a wrong signature may show what was signed, the token included. */
function redacted(message: string, credentials: FcCredentials | undefined): string {
  const secrets = [credentials?.accessKeySecret, credentials?.securityToken].filter(
    (secret): secret is string => (secret?.length ?? 0) >= minSecretLength,
  );
  return secrets.reduce((said, secret) => said.replaceAll(secret, '***'), message).slice(0, maxMessageLength);
}
