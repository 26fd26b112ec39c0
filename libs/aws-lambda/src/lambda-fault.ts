/** What went wrong with a call, as far as the SDK says. */
export interface LambdaFault {
  /** The name of the exception, or the code of the system. */
  readonly code: string;
  /** Absent where no answer came. */
  readonly statusCode?: number;
  readonly message: string;
}

const maxMessageLength = 500;

/** Reads what the SDK throws. */
export function toFault(error: unknown): LambdaFault {
  const { name, code, message, $metadata } = (error ?? {}) as {
    name?: unknown;
    code?: unknown;
    message?: unknown;
    $metadata?: { httpStatusCode?: unknown };
  };
  const status = $metadata?.httpStatusCode;
  return {
    code: typeof code === 'string' ? code : typeof name === 'string' ? name : 'Error',
    statusCode: typeof status === 'number' ? status : undefined,
    message: String(message ?? error).slice(0, maxMessageLength),
  };
}

/** Codes that pass whatever their status: the function changes at the moment, or the account calls too often. */
const transientCodes = new Set(['TooManyRequestsException', 'ThrottlingException', 'ResourceInUseException']);

/** The same call may succeed later. What is no answer at all may always pass. */
export function mayPass(error: unknown): boolean {
  const { statusCode, code } = toFault(error);
  return statusCode === undefined || statusCode >= 500 || statusCode === 429 || transientCodes.has(code);
}

const missingCodes = new Set(['ResourceNotFoundException', 'ProvisionedConcurrencyConfigNotFoundException']);

export const isMissing = (error: unknown): boolean => missingCodes.has(toFault(error).code);
export const isConflict = (error: unknown): boolean => toFault(error).statusCode === 409;
