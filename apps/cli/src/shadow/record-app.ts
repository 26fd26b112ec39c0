import type { LogRecord } from '@harmonybatch/messaging/client';
import { utf8Text } from '@harmonybatch/ports';
import type { AppField } from './app-field';
import { nameOf, textAt } from './json-place';

/** Why a record is no request of an app; each kind is counted apart. */
export const malformedKinds = {
  'no-value': 'the record has no value',
  'too-large': 'the value is larger than --max-record-bytes',
  'not-utf8': 'the value is not UTF-8',
  'not-json': 'the value is not JSON',
  'many-events': 'a batch of CloudEvents, or a format of them that is not JSON: one event a record is read',
  'no-app': 'the app does not stand there',
  'app-is-no-name': 'what stands there is no name: an object, a list, null, or longer than 256 characters',
} as const;
export type MalformedKind = keyof typeof malformedKinds;

/** Whose request a record is, or why that cannot be said. */
export type AppReading =
  | { readonly kind: 'app'; readonly app: string }
  | { readonly kind: 'malformed'; readonly malformed: MalformedKind; readonly reason?: string };

const maxNameLength = 256;
const malformed = (kind: MalformedKind, reason?: string): AppReading => ({
  kind: 'malformed',
  malformed: kind,
  ...(reason === undefined ? {} : { reason }),
});

/**
 * Reads whose request a record is: plain JSON, or a CloudEvent in binary or structured mode. A value is read only where the app stands
 * in it; where a key, a header or an attribute in a header names the app, it may be anything.
 * @param maxBytes longest value that is read
 */
export function appOf(record: LogRecord, field: AppField, maxBytes: number): AppReading {
  switch (field.kind) {
    case 'key':
      return named(record.key());
    case 'header':
      return named(record.header(field.name));
    case 'attribute':
      return ofAttribute(record, field.name, maxBytes);
    case 'path':
      return ofValue(record, maxBytes, (text, mode) => placeIn(text, field.steps, mode));
  }
}

function named(name: string | null | undefined): AppReading {
  if (name === null || name === undefined || name === '') return malformed('no-app');
  return name.length > maxNameLength ? malformed('app-is-no-name') : { kind: 'app', app: name };
}

/** Of an event in binary mode a header has it, in structured mode the event itself. */
function ofAttribute(record: LogRecord, name: string, maxBytes: number): AppReading {
  const header = record.header(`ce_${name}`);
  if (header !== null) return named(header);
  if (modeOf(record) === 'plain') return malformed('no-app');
  return ofValue(record, maxBytes, (text) => textAt(text, [name]));
}

type Mode = 'plain' | 'structured' | 'unknown';

const structuredType = /^application\/cloudevents\+json\s*(?:;|$)/i;
const eventsType = /^application\/cloudevents/i;

/** By the `content-type` of its value (CloudEvents' Kafka binding, section 3). */
function modeOf(record: LogRecord): Mode {
  const type = record.header('content-type')?.trim() ?? '';
  if (structuredType.test(type)) return 'structured';
  return eventsType.test(type) ? 'unknown' : 'plain';
}

function ofValue(
  record: LogRecord,
  maxBytes: number,
  find: (text: string, mode: Mode) => string | undefined,
): AppReading {
  const mode = modeOf(record);
  if (mode === 'unknown') return malformed('many-events');
  const value = record.value();
  if (value === null) return malformed('no-value');
  if (value.length > maxBytes) return malformed('too-large');
  const text = utf8Text(value);
  if (text === null) return malformed('not-utf8');
  try {
    const found = find(text, mode);
    if (found === undefined) return malformed('no-app');
    const name = nameOf(found);
    return name === null ? malformed('app-is-no-name') : named(name);
  } catch (error) {
    return malformed('not-json', error instanceof Error ? error.message : String(error));
  }
}

/** A place in an event in structured mode is one of the event, and where it has none, one of its data. */
function placeIn(text: string, steps: readonly string[], mode: Mode): string | undefined {
  const found = textAt(text, steps);
  if (found !== undefined || mode !== 'structured') return found;
  const data = textAt(text, ['data']);
  if (data !== undefined) return textAt(data, steps);
  const encoded = textAt(text, ['data_base64']);
  const bytes = encoded?.startsWith('"') ? utf8Text(Buffer.from(JSON.parse(encoded) as string, 'base64')) : null;
  return bytes === null ? undefined : textAt(bytes, steps);
}
