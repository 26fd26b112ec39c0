import type { TSchema } from '@sinclair/typebox';
import fc from 'fast-check';
import { spoiltBytes, spoiltTexts, written } from './spoilt-json';
import { validValues } from './valid-values';

/** What a producer can put into a record. */
export interface HostileRecord {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestampMs: number;
}

export interface Hostility {
  /** Names that the receiver knows, so that hostile records meet what is there. */
  readonly words: readonly string[];
  /** Field that the record's key has to repeat. */
  readonly keyField?: string;
  /** Laid over every valid value before it is broken, so that it gets past the first checks. */
  readonly over?: Readonly<Record<string, unknown>>;
}

const headers = fc.dictionary(
  fc.constantFrom(
    'ce_id',
    'ce_specversion',
    'ce_subject',
    'content-type',
    'traceparent',
    'hb-reason',
    '__proto__',
    'constructor',
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  { maxKeys: 4 },
);
const timestamps = fc.constantFrom(-1, 0, 1_800_000_000_000, 8.64e15, Number.MAX_SAFE_INTEGER);
const oddKeys = fc.oneof(fc.constantFrom('', '\ufffd(', '__proto__', 'x'.repeat(5_000)), fc.string({ unit: 'binary' }));

const keyOf = (value: unknown, field: string | undefined): string | null => {
  const key = field === undefined ? undefined : (value as Readonly<Record<string, unknown>> | null)?.[field];
  return typeof key === 'string' ? key : null;
};

/** Records for a topic of `schema`: valid ones with extreme values, broken ones, tombstones, and what is no JSON. */
export function hostileRecords(schema: TSchema, { words, keyField, over }: Hostility): fc.Arbitrary<HostileRecord> {
  const values = validValues(schema, words).map((value) => ({ ...(value as object), ...over }));
  const key = (value: unknown): fc.Arbitrary<string | null> => {
    const right = fc.constant(keyOf(value, keyField));
    return fc.oneof({ arbitrary: right, weight: 5 }, fc.constant(null), fc.constantFrom(...words), oddKeys);
  };
  return values.chain((value) => {
    const texts = fc.constant(written(value));
    const bytes = fc.oneof(
      texts.map((text) => Buffer.from(text)),
      spoiltBytes(texts),
      { arbitrary: spoiltTexts(fc.constant(value)).map((text) => Buffer.from(text)), weight: 4 },
      spoiltBytes(spoiltTexts(fc.constant(value))),
      fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
    );
    const body = fc.option(bytes, { freq: 20, nil: null });
    return fc.record({ key: key(value), value: body, headers, timestampMs: timestamps });
  });
}
