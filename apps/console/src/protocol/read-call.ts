import type { TSchema } from '@sinclair/typebox';
import type { Validator } from '@harmonybatch/contracts';
import { readValue } from '@harmonybatch/contracts';
import { invalid } from './refusal';
import type { FoundRoute } from './route-table';

export interface CallParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * The parts of a call, as its route has them.
 * @throws Refusal with status 400 that names what is wrong
 */
export function readCall(found: FoundRoute, search: URLSearchParams, body: unknown): CallParts {
  return {
    params: checked(found.params, found.paramTexts, (field) => field),
    query: checked(found.query, queryOf(found, search), (field) => field),
    body: found.body === undefined ? undefined : checked(found.body, body, (field) => `/${field}`),
  };
}

/** Texts as numbers where numbers are wanted; what is none stays text, and is told so by the check. */
function queryOf({ route }: FoundRoute, search: URLSearchParams): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  for (const [name, text] of search) {
    if (Object.hasOwn(query, name)) throw invalid(name.slice(0, 80), 'it stands twice', 'Say it once.');
    query[name] = isNumber(route.query.properties[name]) && text.trim() !== '' ? numberOr(text) : text;
  }
  return query;
}

const isNumber = (schema: TSchema | undefined): boolean =>
  schema?.['type'] === 'number' || schema?.['type'] === 'integer';

const numberOr = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text);

function checked(validator: Validator<TSchema>, value: unknown, nameOf: (field: string) => string): unknown {
  const reading = readValue(validator, value);
  if ('value' in reading) return reading.value;
  const [fault] = reading.faults;
  const { field, message } = fault!;
  throw invalid(nameOf(field.replace(/^\//, '')), message, 'What it may be: /api/v1/openapi.json.');
}
