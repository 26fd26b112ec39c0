import type { FcCredentials } from './fc-config';

/** What went wrong with a call, whatever the SDK threw for it. */
export interface FcFault {
  /** `timeout`: no answer in time; `refused`: the platform answered with an error; `unreachable`: no readable answer. */
  readonly kind: 'timeout' | 'refused' | 'unreachable';
  /** The platform's error code, the system's (`ECONNREFUSED`), or the name of the error. */
  readonly code: string;
  readonly statusCode?: number;
  readonly message: string;
  /** The same call may succeed later. */
  readonly retryable: boolean;
}

const maxMessageLength = 500;
const transientStatuses = new Set([408, 429, 499]);
const transientCodes = new Set(['ConcurrentUpdateError', 'ResourceThrottled', 'ResourceExhausted', 'Throttling']);
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
]);

/**
 * Classifies by status and code, never by the SDK's class: a 429 is a plain `ClientError` there. An error body that is
 * empty or no JSON surfaces as a `SyntaxError` that hides the status: something between us and the platform answered.
 */
export function toFault(error: unknown, credentials: FcCredentials): FcFault {
  const { name, code, statusCode, message } = fieldsOf(error);
  const said = redact(message, credentials).slice(0, maxMessageLength);
  if (name === 'RequestTimeoutError') return { kind: 'timeout', code: name, message: said, retryable: true };
  if (statusCode !== undefined) {
    return { kind: 'refused', code: code ?? name, statusCode, message: said, retryable: isTransient(statusCode, code) };
  }
  if (name === 'SyntaxError') {
    const hidden = `the error had no readable body (${said})`;
    return { kind: 'unreachable', code: 'UnreadableError', message: hidden, retryable: true };
  }
  return { kind: 'unreachable', code: code ?? name, message: said, retryable: connectionCodes.has(code ?? '') };
}

function isTransient(statusCode: number, code: string | undefined): boolean {
  if (statusCode >= 500 || transientStatuses.has(statusCode)) return true;
  return code !== undefined && transientCodes.has(code.split('.')[0] ?? '');
}

function fieldsOf(error: unknown): { name: string; code?: string; statusCode?: number; message: string } {
  const given = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const text = (key: string): string | undefined => (typeof given[key] === 'string' ? given[key] : undefined);
  const statusCode = Number(given['statusCode'] ?? Number.NaN);
  return {
    name: text('name') ?? 'Error',
    // The SDK writes the string "undefined" where an envelope has no code.
    code: text('code') === 'undefined' ? undefined : text('code') || undefined,
    statusCode: Number.isInteger(statusCode) ? statusCode : undefined,
    message: text('message') || String(error),
  };
}

/** Real secrets are longer; a shorter one, as of an emulator, may be part of any word. */
const minSecretLength = 16;

/** A refusal for a wrong signature may show what was signed, the token included. */
function redact(message: string, { accessKeySecret, securityToken }: FcCredentials): string {
  const secrets = [accessKeySecret, securityToken].filter(
    (secret): secret is string => (secret?.length ?? 0) >= minSecretLength,
  );
  return secrets.reduce((said, secret) => said.replaceAll(secret, '***'), message);
}
