import { utf8Text, type InvocationResult } from '@harmonybatch/ports';
import type { AnswerBytes } from '../answer/collected';

/** How much of an answer is read. */
export interface WantedBytes {
  readonly limitBytes: number;
  /** Whoever said how much is wanted gets what came until then; all others asked for the whole. */
  readonly mayBeCut: boolean;
}

const maxMessageLength = 500;

/** An answer came, and is of no use. */
export const functionError = (message: string, platformDurationMs?: number): InvocationResult => ({
  kind: 'function_error',
  message: message.slice(0, maxMessageLength),
  platformDurationMs,
});

/** What a function answered with success: text where it is UTF-8, else its bytes. */
export function answered(
  { bytes, cut }: AnswerBytes,
  { limitBytes, mayBeCut }: WantedBytes,
  platformDurationMs?: number,
): InvocationResult {
  if (cut && !mayBeCut) return functionError(`the answer is larger than ${limitBytes} bytes`, platformDurationMs);
  const cutAtBytes = cut ? limitBytes : undefined;
  return { kind: 'answered', body: utf8Text(bytes) ?? bytes, cutAtBytes, platformDurationMs };
}
