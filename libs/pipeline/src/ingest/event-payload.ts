import { JsonCursor } from '../records/json-cursor';
import { JsonSyntaxError } from '../records/json-tokens';
import { maxLevels } from '../records/json-value';
import { sentRequest, type SentRequest } from './sent-request';

/** The record around them is a level of its own. */
const inputLevels = maxLevels - 1;
const bytesType = 'application/octet-stream';

/** JSON text as the inputs of a request; why it is none, where it is none. */
export function payloadOfText(text: string): SentRequest | string {
  try {
    const cursor = new JsonCursor(text, { levels: inputLevels });
    const inputs = cursor.value();
    cursor.end();
    return sentRequest(new Map([['inputs', inputs]]));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return `the value is not JSON: ${error.message}`;
    throw error;
  }
}

/** Bytes as the inputs of a request: base64, with their type beside. */
export const payloadOfBytes = (bytes: Buffer, contentType = bytesType): SentRequest =>
  payloadOfBase64(bytes.toString('base64'), contentType);

export const payloadOfBase64 = (base64: string, contentType = bytesType): SentRequest => ({
  fields: { contentType },
  inputs: { text: `"${base64}"`, fault: null },
  fault: null,
});
