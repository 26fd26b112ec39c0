import { InferenceError, type InferenceErrorCode } from '../inference-error';
import type { ReceivedAnswer } from '../transport';

/** What came back for a call. */
export interface HttpReply {
  readonly status: number;
  /** The header `retry-after`, s; null where there is none. */
  readonly retryAfter: string | null;
  readonly text: string;
}

/** Codes of the gateway for what this client calls otherwise, whatever the way. */
const sameAs: Readonly<Record<string, InferenceErrorCode>> = {
  not_written: 'not_acknowledged',
  no_answer: 'timeout',
  not_ready: 'unreachable',
  stopping: 'unreachable',
};
/** Where the code says nothing: there may be capacity, or somebody, again. */
const passing = new Set([429, 502, 503, 504]);
const msPerSecond = 1_000;

/** The answer in a reply. @throws InferenceError of one that is none */
export function readReply(reply: HttpReply, id: string): ReceivedAnswer {
  const body = bodyOf(reply.text);
  if (reply.status >= 400) throw errorOf(reply, body, id);
  if (reply.status !== 200 || body === null)
    throw new InferenceError('unreadable_outcome', `the answer cannot be read (HTTP status ${reply.status})`, { id });
  return { outputs: body['outputs'], text: reply.text };
}

/** What is wrong, as the gateway or anything before it says so. */
export function errorOf({ status, retryAfter }: HttpReply, body: Body | null, id: string | undefined): InferenceError {
  const said = textOf(body?.['code']);
  const code = said === undefined ? codeOfStatus(status) : (sameAs[said] ?? (said as InferenceErrorCode));
  const seconds = Number(retryAfter ?? NaN);
  const error = new InferenceError(code, textOf(body?.['error']) ?? `HTTP status ${status}`, {
    id,
    field: textOf(body?.['field']),
    hint: textOf(body?.['hint']),
    retryAfterMs: seconds >= 0 ? seconds * msPerSecond : undefined,
    ...(said === undefined ? { retryable: passing.has(status) } : {}),
  });
  return error;
}

export type Body = Readonly<Record<string, unknown>>;

/** An object of JSON; null where the text is none. */
export function bodyOf(text: string): Body | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null;
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const codeOfStatus = (status: number): InferenceErrorCode => {
  if (status === 401 || status === 403) return 'access_refused';
  if (status === 413) return 'too_large';
  return status < 500 && status !== 429 ? 'invalid' : 'unreachable';
};
