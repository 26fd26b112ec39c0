import { functionError, type HttpAnswer } from '@harmonybatch/platform-calls';
import type { InvocationResult } from '@harmonybatch/ports';

const maxMessageLength = 500;
/** What stands between a caller and a container says so where it has no place for a call. A 502 is another thing: the container broke it off. */
const notRun = new Map([
  [429, 'TooManyRequests'],
  [503, 'ServiceUnavailable'],
]);

/**
 * What an answer means that is none of success. An ingress says 404 for a host that it does not know, in words that are
 * no JSON; a container that does not know a path is a container that is not as its model says.
 */
export function resultOfStatus({ status, bytes }: Pick<HttpAnswer, 'status' | 'bytes'>): InvocationResult {
  const said = bytes.toString('utf8').slice(0, maxMessageLength);
  const message = `HTTP ${status}${said === '' ? '' : `: ${said}`}`;
  if (status === 404 && !isJson(said)) {
    return { kind: 'unavailable', code: 'ServiceNotFound', message, retryable: false, gone: true };
  }
  if (status === 401 || status === 403) return { kind: 'unavailable', code: 'Forbidden', message, retryable: false };
  if (status === 504) return { kind: 'timeout', message };
  const code = notRun.get(status);
  return code === undefined ? functionError(message) : { kind: 'unavailable', code, message, retryable: true };
}

/** What came of a call that brought no answer. */
export function resultOfThrown(error: unknown): InvocationResult {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    kind: 'unavailable',
    code: typeof code === 'string' ? code : 'ConnectionFailed',
    message: String(message ?? error).slice(0, maxMessageLength),
    retryable: true,
  };
}

const isJson = (text: string): boolean => /^\s*[{[]/.test(text);
