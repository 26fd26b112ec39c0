import { errorCodes, type AcceptedFields, type InferenceCompleted } from '@harmonybatch/contracts';
import { sanitizedText } from '../records/sanitized-text';
import type { Refusal } from './decision';

const maxMessageLength = 2000;
const maxFieldLength = 256;

/** Whose request it was; as much as is known of it. */
export type Addressee = Pick<InferenceCompleted, 'identity' | 'id' | 'app' | 'source' | 'traceparent'>;

/** The outcome of a request that is not accepted. What its producer wrote is quoted there: it must steer no terminal of others. */
export function rejection(
  addressee: Addressee,
  refusal: Refusal,
  arrivedAtMs: number,
  nowMs: number,
): InferenceCompleted {
  const { identity, id, app, source, traceparent } = addressee;
  return {
    identity,
    id,
    app,
    source,
    status: 'rejected',
    error: {
      code: refusal.code,
      message: sanitizedText(refusal.message, maxMessageLength),
      field: sanitizedText(refusal.field, maxFieldLength),
      hint: refusal.hint,
      retryAfterMs: refusal.retryAfterMs,
      retryable: errorCodes[refusal.code].retryable,
    },
    timing: { arrivedAtMs, queuedMs: Math.max(0, nowMs - arrivedAtMs), executedMs: 0, completedAtMs: nowMs },
    traceparent,
  };
}

/** The outcome of a request that could have been accepted at another time. */
export const rejectionOf = (request: AcceptedFields, refusal: Refusal, nowMs: number): InferenceCompleted =>
  rejection(request, refusal, request.arrivedAtMs, nowMs);
