import type { Refusal } from './decision';
import type { SentRequest } from './sent-request';

/** What a record says before its request is checked: the request as sent, and what the event around it adds. */
export interface RequestEnvelope {
  readonly request: SentRequest;
  readonly source?: string;
  /** Time after which an answer is of no use, epoch ms (CloudEvents `expirytime`). */
  readonly expiresAtMs?: number;
  readonly traceparent?: string;
}

export type EnvelopeReading =
  /** `refusal` says what is wrong with the record itself or with its headers; null where they are right. */
  | { readonly kind: 'envelope'; readonly envelope: RequestEnvelope; readonly refusal: Refusal | null }
  /** It cannot be read as a request at all. */
  | { readonly kind: 'malformed'; readonly reason: string };

export const malformed = (reason: string): EnvelopeReading => ({ kind: 'malformed', reason });

/** What is wrong with the record around a request. */
export const wrong = (field: string, message: string, hint: string): Refusal => ({
  code: 'invalid',
  field,
  message: `${field}: ${message}`,
  hint,
});
