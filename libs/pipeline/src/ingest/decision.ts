import type { AcceptedFields, ErrorCode, InferenceCompleted } from '@harmonybatch/contracts';

/** What becomes of one record of `inference.requested`: exactly one of these. */
export type Decision =
  /** `json` is the record of `inference.accepted`: the fields and, as it was sent, the payload. */
  | { readonly kind: 'accepted'; readonly accepted: AcceptedFields; readonly json: string }
  | { readonly kind: 'rejected'; readonly outcome: InferenceCompleted }
  | { readonly kind: 'dead'; readonly code: ErrorCode; readonly reason: string };

/** Why a request is not accepted. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** JSON pointer of the field, or the header's name. */
  readonly field: string;
  /** How to correct it. */
  readonly hint: string;
  /** After how long it may be accepted, ms, where that is known. */
  readonly retryAfterMs?: number;
}
