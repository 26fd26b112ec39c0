/** Every error code that an outcome or a dead letter can carry, and what it means. */
export const errorCodes = {
  malformed: { retryable: false, meaning: 'The record is not JSON, or not the JSON object that a request is.' },
  invalid: { retryable: false, meaning: 'A field is missing or has a value outside its range.' },
  unknown_app: { retryable: false, meaning: 'No app of that name is registered.' },
  slo_unattainable: { retryable: false, meaning: "No function can meet the app's SLO." },
  too_large: { retryable: false, meaning: 'The inputs are too large to be carried inline.' },
  overloaded: { retryable: true, meaning: 'The system is behind, and the request could not be answered in time.' },
  no_plan: { retryable: true, meaning: 'No plan came for the app before its deadline.' },
  deadline_passed: { retryable: true, meaning: 'The deadline came before the request could be run.' },
  function_failed: { retryable: true, meaning: 'The function answered with an error.' },
  function_timeout: { retryable: true, meaning: 'The function did not answer in time.' },
  function_unavailable: { retryable: true, meaning: 'The platform refused or could not run the invocation.' },
  unreadable_answer: { retryable: true, meaning: "The function's answer could not be read." },
  internal_error: { retryable: true, meaning: 'Internal error of HarmonyBatch; see the logs of its services.' },
  no_result: { retryable: true, meaning: 'The function answered, but not for this item.' },
} as const satisfies Record<string, { retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** The hint of a `retryable` error that has none of its own: an id that was answered is not answered anew. */
export const sendAgainHint = 'Retry under another id.';
