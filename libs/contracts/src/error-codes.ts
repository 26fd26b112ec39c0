/** Every error code that an outcome or a dead letter can carry, what it means, and what to do about it. */
export const errorCodes = {
  malformed: {
    retryable: false,
    meaning: 'The record is not JSON, or not the JSON object that a request is.',
    remedy: 'Publish one JSON object, or a CloudEvent; `harmonybatch dead-letters show` has the record as it came.',
  },
  invalid: {
    retryable: false,
    meaning: 'A field is missing or has a value outside its range.',
    remedy: 'Correct the field that `field` names and send it under another id.',
  },
  unknown_app: {
    retryable: false,
    meaning: 'No app of that name is registered.',
    remedy: 'Register the app with `harmonybatch apps apply`, or correct its name.',
  },
  unsigned: {
    retryable: false,
    meaning: 'The app takes signed requests alone, and this one is not signed.',
    remedy: 'Sign it with a key of the app, as docs/signing.md says; `harmonybatch keys create` makes one.',
  },
  unknown_key: {
    retryable: false,
    meaning: 'The request is signed with a key that nobody was given.',
    remedy: 'Use a key that `harmonybatch keys list` shows.',
  },
  foreign_key: {
    retryable: false,
    meaning: 'The request is signed with the key of another app.',
    remedy: 'Use a key of the app that the request names.',
  },
  key_expired: {
    retryable: false,
    meaning: 'The key was revoked, or has expired.',
    remedy: 'Create another one with `harmonybatch keys create`.',
  },
  signature_invalid: {
    retryable: false,
    meaning: 'The signature is not one of its key over this record.',
    remedy: 'Sign the bytes that are sent, with the right key; if that was so, somebody changed the record.',
  },
  signature_expired: {
    retryable: true,
    meaning: 'The signature was made too long before the request arrived, or after.',
    remedy: 'Sign when the request is sent, by a clock that is right.',
  },
  slo_unattainable: {
    retryable: false,
    meaning: "No function can meet the app's SLO.",
    remedy: 'Ask for a looser SLO; `harmonybatch plan --explain` says the tightest one.',
  },
  too_large: {
    retryable: false,
    meaning: 'The inputs are too large to be carried inline.',
    remedy: 'Store the inputs where the container can fetch them, and send their URL as `dataref`.',
  },
  rate_limited: {
    retryable: true,
    meaning: 'The app sends more than the `maxRateHz` that it is registered with.',
    remedy:
      'Retry under another id after `retryAfterMs`, and send no faster; if the app needs more, its operator raises `maxRateHz` or `maxBurst`.',
  },
  overloaded: {
    retryable: true,
    meaning: 'The system is behind, and the request could not be answered in time.',
    remedy: 'Retry with growing pauses. If it stays: raise the `expectedRateHz` of the app, or run more replicas.',
  },
  no_plan: {
    retryable: true,
    meaning: 'No plan came for the app before its deadline.',
    remedy: 'Retry. `harmonybatch plan show` says why the model has no plan.',
  },
  deadline_passed: {
    retryable: true,
    meaning: 'The deadline came before the request could be run.',
    remedy: 'Retry. If many expire, something is behind, or executions take longer than their profile says.',
  },
  function_failed: {
    retryable: true,
    meaning: 'The function answered with an error.',
    remedy: 'Retry. If it stays, the container refuses what it gets: look at its log.',
  },
  function_timeout: {
    retryable: true,
    meaning: 'The function did not answer in time.',
    remedy:
      'Retry. If it stays, the container hangs, or its profile promises too much: `harmonybatch calibration show`.',
  },
  function_unavailable: {
    retryable: true,
    meaning: 'The platform refused or could not run the invocation.',
    remedy: 'Retry. If it stays, the platform has no capacity or refuses: `harmonybatch functions list`.',
  },
  unreadable_answer: {
    retryable: true,
    meaning: "The function's answer could not be read.",
    remedy: 'Retry once. The container must answer what docs/container.md says.',
  },
  internal_error: {
    retryable: true,
    meaning: 'Internal error of HarmonyBatch; see the logs of its services.',
    remedy: 'Retry, and report it with the log of the service.',
  },
  no_result: {
    retryable: true,
    meaning: 'The function answered, but not for this item.',
    remedy: 'Retry. The container left an item out of its answer.',
  },
} as const satisfies Record<string, { retryable: boolean; meaning: string; remedy: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** The hint of a `retryable` error that has none of its own: an id that was answered is not answered anew. */
export const sendAgainHint = 'Retry under another id.';
