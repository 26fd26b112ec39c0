/** What the platform says of an error. */
export interface ErrorEnvelope {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
}

/**
 * Reads the platform's envelope, `{Code, Message, RequestId}`, or that of its older version, `{errorCode, errorMessage}`;
 * undefined where it is none of them.
 * @param given JSON, or what was read of it
 */
export function envelopeOf(given: unknown): ErrorEnvelope | undefined {
  const fields = typeof given === 'string' ? parsed(given) : given;
  if (typeof fields !== 'object' || fields === null) return undefined;
  const text = (...names: readonly string[]): string | undefined => {
    const values = names.map((name) => (fields as Record<string, unknown>)[name]);
    return values.find((value): value is string => typeof value === 'string' && value !== '');
  };
  const code = text('Code', 'code', 'ErrorCode', 'errorCode');
  if (code === undefined) return undefined;
  const message = text('Message', 'message', 'ErrorMessage', 'errorMessage') ?? code;
  const requestId = text('RequestId', 'requestId', 'RequestID');
  return { code, message, ...(requestId === undefined ? {} : { requestId }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
