import type { AppRegistered } from '@harmonybatch/contracts';
import { JsonCursor, type JsonValue } from '../records/json-cursor';
import { pointerTo } from '../records/json-value';
import type { Refusal } from './decision';
import type { IngestOptions } from './ingest-options';
import type { SentRequest } from './sent-request';

const maxParameters = 64;
const maxParameterNameLength = 128;
const inlineHint = 'Store the inputs where the function can fetch them and send the URL as dataref, under another id.';

/**
 * What is wrong with the payload of a request: its sizes come first, and are those of its own text.
 * @param maxItemBytes the limit of the app's model, where it has one of its own
 */
export function payloadRefusal(
  { inputs, parameters }: SentRequest,
  app: AppRegistered,
  maxItemBytes: number | undefined,
  { maxInlineBytes, maxParametersBytes }: IngestOptions,
): Refusal | null {
  const { maxBytes, said } = inlineLimit(app, maxItemBytes, maxInlineBytes);
  return (
    tooLarge('inputs', inputs, maxBytes, said) ??
    tooLarge('parameters', parameters, maxParametersBytes, `at most ${maxParametersBytes} are carried`) ??
    parametersRefusal(parameters)
  );
}

/** The least of the limits of the deployment, the app and its model, and what it is. */
function inlineLimit(
  app: AppRegistered,
  maxItemBytes: number | undefined,
  ofDeployment: number,
): { readonly maxBytes: number; readonly said: string } {
  const maxInlineBytes = Math.min(ofDeployment, app.maxInlineBytes ?? Infinity);
  if (maxItemBytes !== undefined && maxItemBytes < maxInlineBytes)
    return { maxBytes: maxItemBytes, said: `model ${app.model} takes at most ${maxItemBytes}` };
  const whose = maxInlineBytes < ofDeployment ? ` for app ${app.name}` : '';
  return { maxBytes: maxInlineBytes, said: `at most ${maxInlineBytes} are carried inline${whose}` };
}

function tooLarge(
  name: 'inputs' | 'parameters',
  value: JsonValue | undefined,
  maxBytes: number,
  max: string,
): Refusal | null {
  // No character takes more than three bytes for each of its code units.
  if (value === undefined || 3 * value.text.length <= maxBytes) return null;
  const bytes = Buffer.byteLength(value.text);
  if (bytes <= maxBytes) return null;
  return {
    code: 'too_large',
    field: `/${name}`,
    message: `${name} take ${bytes} bytes of JSON; ${max}`,
    hint: inlineHint,
  };
}

function parametersRefusal(parameters: JsonValue | undefined): Refusal | null {
  if (parameters === undefined) return null;
  const cursor = new JsonCursor(parameters.text);
  if (cursor.next !== 'object') return wrongParameters('/parameters', 'Expected object');
  let count = 0;
  let tooLong: string | null = null;
  cursor.members((name) => {
    count += 1;
    if (name.length > maxParameterNameLength) tooLong ??= name;
  });
  if (count > maxParameters)
    return wrongParameters('/parameters', `there are ${count}; at most ${maxParameters} are carried`);
  if (tooLong === null) return null;
  return wrongParameters(
    `/parameters${pointerTo(tooLong)}`,
    `the name is longer than ${maxParameterNameLength} characters`,
  );
}

const wrongParameters = (field: string, message: string): Refusal => ({
  code: 'invalid',
  field,
  message: `${field}: ${message}`,
  hint: `Parameters are an object of at most ${maxParameters} fields; put more of them into one, or into the inputs.`,
});
