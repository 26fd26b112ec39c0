import { errorCodes, type OutcomeError } from '@harmonybatch/contracts';
import { utf8Text } from '@harmonybatch/ports';
import { JsonCursor } from '../../records/json-cursor';
import { maxOutputBytes, type AnswerItem } from './function-answer';
import { sanitizedText } from '../../records/sanitized-text';
import { itemError, hasNoError } from './item-error';

export type ItemResult =
  /** `outputs` is JSON, as the function wrote it. */
  { readonly kind: 'outputs'; readonly outputs: string } | { readonly kind: 'error'; readonly error: OutcomeError };

/** How the text of an answer came about: read as UTF-8, or one character a byte because it is not UTF-8 everywhere. */
export type TextForm = 'utf8' | 'bytes';

const maxExplanationLength = 500;
/** An error that is longer is shown as it stands, characters. */
const maxErrorLength = 1024 * 1024;

/** An item that got no result, and why. */
export const noResult = (
  code: 'no_result' | 'unreadable_answer',
  message: string = errorCodes[code].meaning,
  retryable: boolean = errorCodes[code].retryable,
): ItemResult => ({
  kind: 'error',
  error: { code, message: sanitizedText(message, maxExplanationLength), retryable },
});

/** What an item gets whose answer was not read to its end. */
export const cutAnswer = (cutAtBytes: number): ItemResult =>
  noResult('unreadable_answer', `the answer exceeds ${cutAtBytes} bytes, the limit for its items`, false);

/** What an item of an answer says, on its own: whatever is wrong with it is its own error. */
export function itemResult({ outputs, error, oversized }: AnswerItem, form: TextForm): ItemResult {
  if (oversized) return tooLarge('more');
  const said = error === undefined ? undefined : errorOf(error, form);
  if (!hasNoError(said)) return { kind: 'error', error: itemError(said) };
  return outputs === undefined ? noResult('no_result') : outputsResult(outputs, form);
}

/** An error that is not JSON is shown as it is. */
function errorOf(text: string, form: TextForm): unknown {
  const shown = form === 'utf8' ? text : Buffer.from(text, 'latin1').toString('utf8');
  try {
    return shown.length > maxErrorLength ? shown.slice(0, maxErrorLength) : JSON.parse(shown);
  } catch {
    return shown.slice(0, maxErrorLength);
  }
}

/** Outputs as they stand in an answer, where they can be carried. */
export function outputsResult(given: string, form: TextForm): ItemResult {
  const outputs = form === 'utf8' ? given : utf8Text(Buffer.from(given, 'latin1'));
  if (outputs === null) return noResult('unreadable_answer', 'outputs are not UTF-8');
  const bytes = Buffer.byteLength(outputs);
  if (bytes > maxOutputBytes) return tooLarge(bytes);
  const fault = faultOf(outputs);
  return fault === null ? { kind: 'outputs', outputs } : noResult('unreadable_answer', fault);
}

const tooLarge = (bytes: number | 'more'): ItemResult => {
  const taken = bytes === 'more' ? 'more' : `${bytes} bytes`;
  return noResult('unreadable_answer', `outputs take ${taken}; at most ${maxOutputBytes} bytes are carried`, false);
};

/** Why outputs cannot be carried, or null. */
function faultOf(outputs: string): string | null {
  try {
    const cursor = new JsonCursor(outputs, { acceptsNonFinite: true });
    const { fault } = cursor.value();
    cursor.end();
    return fault === null ? null : `outputs${fault.field}: ${fault.message}`;
  } catch (error) {
    return `outputs are not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
