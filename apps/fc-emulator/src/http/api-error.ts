/** HTTP status of every error code that the emulator answers (function-compute error codes of API 2023-03-30). */
const statuses = {
  InvalidArgument: 400,
  MissingRequiredHeader: 400,
  PathNotSupported: 400,
  EntityTooLarge: 400,
  LimitExceededError: 400,
  ProvisionConfigExist: 400,
  AccessDenied: 403,
  SignatureNotMatch: 403,
  InvalidAccessKeyID: 403,
  'InvalidSecurityToken.Expired': 403,
  FunctionNotFound: 404,
  VersionNotFound: 404,
  FunctionAlreadyExists: 409,
  CAExited: 412,
  CAFileNotFound: 412,
  FunctionNotStarted: 412,
  PreconditionFailed: 412,
  ResourceExhausted: 429,
  Throttling: 429,
  InternalServerError: 500,
  NotEmulated: 501,
  ResourceThrottled: 503,
} as const;

export type ApiErrorCode = keyof typeof statuses;

/** A refusal in the words of the API; the error envelope carries its code and message. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(
    readonly code: ApiErrorCode,
    message: string,
  ) {
    super(message);
    this.status = statuses[code];
  }
}
