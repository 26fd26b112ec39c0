import type { AcceptedFields } from '@harmonybatch/contracts';
import type { JsonValue } from './json-cursor';

/** The payload of a request, each part as it was sent. */
export interface RequestPayload {
  readonly inputs?: JsonValue;
  readonly parameters?: JsonValue;
}

/** A record of `inference.accepted`: the payload is put in as it was sent, to the last digit and escape. */
export function acceptedJson(fields: AcceptedFields, { inputs, parameters }: RequestPayload): string {
  const head = JSON.stringify(fields).slice(0, -1);
  const inputsMember = inputs === undefined ? '' : `,"inputs":${inputs.text}`;
  const parametersMember = parameters === undefined ? '' : `,"parameters":${parameters.text}`;
  return `${head}${inputsMember}${parametersMember}}`;
}
