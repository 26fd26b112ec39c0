import { isUtf8 } from 'node:buffer';
import type { Static, TSchema } from '@sinclair/typebox';
import type { Validator } from '@harmonybatch/contracts';
import { mostLevels, portabilityFault } from './portable-json';

export type RecordReading<T> =
  | { readonly kind: 'value'; readonly value: T; readonly text: string }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid'; readonly reason: string };

/**
 * Reads the value of a record that one of our services wrote, trusting nobody: it has to be JSON in UTF-8 that can be
 * written again unchanged, and fit its schema.
 * @param levels lists and objects that it may nest
 */
export function readRecord<T extends TSchema>(
  bytes: Buffer | null,
  validator: Validator<T>,
  levels: number = mostLevels,
): RecordReading<Static<T>> {
  if (bytes === null) return unreadable('malformed', 'the record has no value');
  if (!isUtf8(bytes)) return unreadable('malformed', 'the value is not UTF-8');
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable('malformed', `the value is no JSON: ${String(error)}`);
  }
  const unportable = portabilityFault(value, levels);
  if (unportable !== null) return unreadable('invalid', `${unportable.field || '/'}: ${unportable.message}`);
  if (validator.check(value)) return { kind: 'value', value, text };
  const faults = validator.explain(value).map(({ field, message }) => `${field}: ${message}`);
  return unreadable('invalid', faults.join('; '));
}

const unreadable = (code: 'malformed' | 'invalid', reason: string) => ({ kind: 'unreadable', code, reason }) as const;
