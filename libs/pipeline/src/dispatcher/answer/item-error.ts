import { errorCodes, type OutcomeError } from '@harmonybatch/contracts';
import { sanitizedText } from '../../records/sanitized-text';

const maxCodeLength = 64;
const maxMessageLength = 2000;

/** Members of an error object that may say what happened, the first that does counts. */
const messageNames = ['message', 'msg', 'detail', 'errorMessage', 'description', 'reason', 'error'];

/** Whether what an item says of its error is that there is none. */
export const hasNoError = (error: unknown): boolean =>
  error === undefined || error === null || error === false || error === '';

/**
 * The error of one item, in whatever form its function wrote it: an object with code and message, a bare text or number, or
 * anything else, which is then shown as JSON. Its words are kept, cut to what an outcome carries.
 */
export function itemError(error: unknown): OutcomeError {
  const { code, message, retryable } = read(error);
  return {
    code: code === undefined ? 'function_failed' : sanitizedText(code.replace(/\s+/g, '_'), maxCodeLength),
    message: sanitizedText(message, maxMessageLength),
    // Whoever names an error of its own says whether it may pass; of a nameless one nothing is known but that it happened.
    retryable: retryable ?? (code === undefined ? errorCodes.function_failed.retryable : false),
  };
}

interface ErrorFields {
  readonly code?: string;
  readonly message: string;
  readonly retryable?: boolean;
}

function read(error: unknown): ErrorFields {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const members = error as Readonly<Record<string, unknown>>;
  const code = codeOf(members['code']);
  const { retryable } = members;
  return {
    code,
    message: messageOf(members) ?? JSON.stringify(error),
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
  };
}

const codeOf = (code: unknown): string | undefined =>
  (typeof code === 'string' && code.trim() !== '') || typeof code === 'number' ? String(code).trim() : undefined;

function messageOf(members: Readonly<Record<string, unknown>>): string | undefined {
  const said = messageNames.map((name) => members[name]).find((text) => typeof text === 'string' && text.trim() !== '');
  return said as string | undefined;
}
