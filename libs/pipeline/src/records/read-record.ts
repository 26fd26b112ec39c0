import type { Static, TSchema } from '@sinclair/typebox';
import { readValue, type Validator } from '@harmonybatch/contracts';
import { utf8Text } from '@harmonybatch/ports';
import { maxLevels } from './json-value';
import { portabilityFault } from './portable-json';

export type RecordReading<T> =
  | { readonly kind: 'value'; readonly value: T; readonly text: string }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid'; readonly reason: string };

/** What a record may be at most. */
export interface ReadRecordOptions {
  /** Lists and objects that it may nest. */
  readonly levels: number;
  /** Its length, bytes: what is longer is not parsed, for what is parsed takes time by what is in it. */
  readonly bytes: number;
}

/** Enough for every record that is no list of apps, requests or measurements. */
const defaultOptions: ReadRecordOptions = { levels: maxLevels, bytes: 64 * 1024 };

/**
 * Reads the value of a record that one of our services wrote, trusting nobody: it must be JSON in UTF-8 that can be
 * written again unchanged, and fit its schema; null is as good as absent where a field may be absent.
 */
export function readRecord<T extends TSchema>(
  bytes: Buffer | null,
  validator: Validator<T>,
  limits: Partial<ReadRecordOptions> = {},
): RecordReading<Static<T>> {
  const { levels, bytes: maxBytes } = { ...defaultOptions, ...limits };
  if (bytes === null) return unreadable('malformed', 'the record has no value');
  if (bytes.length > maxBytes) {
    return unreadable('invalid', `the value takes ${bytes.length} bytes; at most ${maxBytes} are read`);
  }
  const text = utf8Text(bytes);
  if (text === null) return unreadable('malformed', 'the value is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable('malformed', `the value is not JSON: ${String(error)}`);
  }
  const unportable = portabilityFault(value, levels);
  if (unportable !== null) return unreadable('invalid', `${unportable.field || '/'}: ${unportable.message}`);
  const reading = readValue(validator, value);
  if ('value' in reading) return { kind: 'value', value: reading.value, text };
  return unreadable('invalid', reading.faults.map(({ field, message }) => `${field}: ${message}`).join('; '));
}

const unreadable = (code: 'malformed' | 'invalid', reason: string) => ({ kind: 'unreadable', code, reason }) as const;
