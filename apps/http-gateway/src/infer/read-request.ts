import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ModelProfiled } from '@harmonybatch/contracts';
import { utf8Text } from '@harmonybatch/ports';
import { invalidRequest } from '../protocol/invalid-request';
import { bodyParts, headLengthHeader } from '../tensors/binary-inputs';
import { allParameter, type OutputForms } from '../tensors/output-forms';
import { readInferBody } from './infer-body';
import { askedSloMs, sloParameter, timeoutParameter } from './request-deadline';
import type { RequestToSend } from './request-to-send';

/** A call as it came. */
export interface InferCall {
  readonly model: Pick<ModelProfiled, 'protocol'>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a call asks for. */
export interface ReadRequest {
  readonly request: RequestToSend;
  /** Which outputs go back as bytes. */
  readonly forms: OutputForms;
}

/** What the gateway reads itself and no function gets. */
const ownParameters: ReadonlySet<string> = new Set([sloParameter, timeoutParameter, allParameter]);
const maxTraceparentLength = 128;

/** Reads a call; a request that its client gave no id gets one. @throws Refusal with status 400 or 413 */
export function readRequest({ model, headers, body }: InferCall): ReadRequest {
  const { json, bytes } = bodyParts(body, headers[headLengthHeader]);
  const text = utf8Text(json);
  if (text === null) throw invalidRequest('/', 'the body is not UTF-8', 'Send JSON in UTF-8.');
  const { id = randomUUID(), inputsJson, parameters, forms } = readInferBody(text, bytes, model);
  const request = {
    id,
    inputs: inputsJson,
    parameters: objectOf([...parameters].filter(([name]) => !ownParameters.has(name))),
    sloMs: askedSloMs(headers, parameters),
    traceparent: traceparentOf(headers['traceparent']),
  };
  return { request, forms };
}

/** Members that are JSON, as an object; undefined where there are none. */
const objectOf = (members: readonly (readonly [string, string])[]): string | undefined =>
  members.length === 0 ? undefined : `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;

const traceparentOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && header.length <= maxTraceparentLength ? header : undefined;
