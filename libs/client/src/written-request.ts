import { randomUUID } from 'node:crypto';
import { compile, errorCodes, limits, RequestedFields } from '@harmonybatch/contracts';
import type { InferenceRequest } from './inference-client';
import { InferenceError } from './inference-error';
import { JsonText } from './json-text';

/** A request whose fields were checked, and whose payload is text. */
export interface WrittenRequest {
  readonly id: string;
  readonly sloMs: number | undefined;
  readonly dataref: string | undefined;
  readonly contentType: string | undefined;
  /** JSON. */
  readonly inputs: string | undefined;
  readonly parameters: string | undefined;
}

const fields = compile(RequestedFields);

/** @throws InferenceError `invalid` or `too_large`, where the services would refuse it whatever they know */
export function writeRequest(app: string, request: InferenceRequest): WrittenRequest {
  const { id = randomUUID(), sloMs, dataref, contentType } = request;
  const said = { app, id, sloMs, dataref, contentType };
  const [fault] = fields.check(said) ? [] : fields.explain(said);
  if (fault !== undefined) throw invalid(fault.field, fault.message);
  const inputs = written('inputs', request.inputs);
  if ((inputs === undefined) === (dataref === undefined))
    throw invalid(
      '/inputs',
      inputs === undefined ? 'inputs or dataref is needed' : 'inputs and dataref exclude each other',
    );
  if (inputs !== undefined) refuseLarge(inputs);
  return { id, sloMs, dataref, contentType, inputs, parameters: written('parameters', request.parameters) };
}

/** The value of its record: `app` and `id` come first, so that one which is not read is still refused by its id. */
export function recordText(
  app: string,
  { id, sloMs, dataref, contentType, inputs, parameters }: WrittenRequest,
): string {
  const said = JSON.stringify({ app, id, sloMs, dataref, contentType }).slice(0, -1);
  const member = (name: string, text: string | undefined): string => (text === undefined ? '' : `,"${name}":${text}`);
  return `${said}${member('parameters', parameters)}${member('inputs', inputs)}}`;
}

function written(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value instanceof JsonText) return value.text;
  try {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return text;
  } catch (error) {
    throw invalid(
      `/${name}`,
      `it cannot be written as JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  throw invalid(`/${name}`, 'it cannot be written as JSON');
}

function refuseLarge(inputs: string): void {
  const bytes = Buffer.byteLength(inputs);
  if (bytes <= limits.maxInlineBytes) return;
  const message = `inputs take ${bytes} bytes of JSON; at most ${limits.maxInlineBytes} are carried inline`;
  throw new InferenceError('too_large', message, { field: '/inputs' });
}

const invalid = (field: string, message: string): InferenceError =>
  new InferenceError('invalid', `${field}: ${message}`, { field, hint: errorCodes.invalid.remedy });
