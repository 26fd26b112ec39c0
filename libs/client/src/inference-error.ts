import { errorCodes, type ErrorCode, type InferenceCompleted } from '@harmonybatch/contracts';

/** What goes wrong before an outcome comes, or instead of one. Outcomes have codes of their own. */
export const clientErrors = {
  timeout: {
    retryable: true,
    hint: 'It may still run. Send it again under the same id: while that is remembered it runs once.',
  },
  aborted: { retryable: false, hint: 'The signal that was given ended it. What was sent may still run.' },
  unreachable: {
    retryable: true,
    hint: 'Are the addresses right, does HarmonyBatch run there, under this topic prefix?',
  },
  access_refused: { retryable: false, hint: 'Give the user the rights that `harmonybatch acls` prints.' },
  not_acknowledged: {
    retryable: true,
    hint: 'It may have been written. Send it again under the same id: it runs once.',
  },
  too_many_open: { retryable: true, hint: 'Wait for answers before more is sent, or raise `maxOpenRequests`.' },
  closed: { retryable: false, hint: 'Make a client, use it for as long as the program runs, and close it at the end.' },
  unreadable_outcome: { retryable: false, hint: 'Is this client older than the services, or another server there?' },
} as const;

/** Codes of {@link clientErrors}, and those that outcomes carry. */
export type InferenceErrorCode = keyof typeof clientErrors | ErrorCode;

export interface InferenceErrorDetails {
  /** The request's id, where it has one by then. */
  readonly id?: string | undefined;
  /** JSON pointer of the field that is wrong. */
  readonly field?: string | undefined;
  readonly hint?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly outcome?: InferenceCompleted | undefined;
  readonly cause?: unknown;
}

/**
 * Why there is no answer: the code and hint of an outcome (`rejected`, `expired` or `error`), or of this client.
 * `retryable` says whether the same may succeed later, by itself; this client has then repeated it already, as long as time was left.
 */
export class InferenceError extends Error {
  override readonly name = 'InferenceError';
  readonly code: InferenceErrorCode;
  readonly id: string | undefined;
  readonly field: string | undefined;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  /** After how long a repeat may be accepted, ms from now; where the outcome says so. */
  readonly retryAfterMs: number | undefined;
  /** The outcome whose error this is, where one came over Kafka. */
  readonly outcome: InferenceCompleted | undefined;

  /** Whether the services decided so: the id has its outcome then, and is not run again. */
  get isOutcome(): boolean {
    return !Object.hasOwn(clientErrors, this.code);
  }

  constructor(code: InferenceErrorCode, message: string, details: InferenceErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    const known = knownError(code);
    this.code = code;
    this.id = details.id;
    this.field = details.field;
    this.hint = details.hint ?? known?.hint;
    this.retryable = details.retryable ?? known?.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
    this.outcome = details.outcome;
  }
}

function knownError(code: InferenceErrorCode): { readonly retryable: boolean; readonly hint: string } | undefined {
  if (Object.hasOwn(clientErrors, code)) return clientErrors[code as keyof typeof clientErrors];
  if (!Object.hasOwn(errorCodes, code)) return undefined;
  const { retryable, remedy } = errorCodes[code as ErrorCode];
  return { retryable, hint: remedy };
}
