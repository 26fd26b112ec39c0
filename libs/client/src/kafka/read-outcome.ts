import type { InferenceCompleted, OutcomeError } from '@harmonybatch/contracts';
import { InferenceError, type InferenceErrorCode } from '../inference-error';
import type { ReceivedAnswer } from '../transport';

const statuses = new Set(['ok', 'error', 'expired', 'rejected']);

/**
 * The answer in an outcome. Only what is used here is checked: a newer version of the services may say more.
 * @throws InferenceError of an outcome that is not `ok`, and of a text that is no outcome
 */
export function readOutcome(text: string, id: string): ReceivedAnswer {
  const outcome = parse(text);
  if (outcome === null)
    throw new InferenceError('unreadable_outcome', 'the record of the outcome cannot be read', { id });
  if (outcome.status === 'ok') return { outputs: outcome.outputs, text, outcome };
  throw errorOf(outcome, id);
}

function errorOf(outcome: InferenceCompleted, id: string): InferenceError {
  const error: OutcomeError = outcome.error ?? { code: 'internal_error', message: outcome.status, retryable: false };
  const { code, message, field, hint, retryable, retryAfterMs } = error;
  return new InferenceError(code as InferenceErrorCode, message, { id, field, hint, retryable, retryAfterMs, outcome });
}

function parse(text: string): InferenceCompleted | null {
  try {
    const value = JSON.parse(text) as Partial<InferenceCompleted> | null;
    return value !== null && statuses.has(String(value.status)) ? (value as InferenceCompleted) : null;
  } catch {
    return null;
  }
}
