import type { TSchema } from '@sinclair/typebox';
import fc from 'fast-check';

/** Words that a schema's strings are made of, besides what its patterns allow: names that a test knows, and traps. */
const traps = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', '', 'é', '\u202e', '\ud800', '%s'];

/** Values that fit `schema`, its extremes among them. `words` are tried for every string that may be one. */
export function validValues(schema: TSchema, words: readonly string[] = []): fc.Arbitrary<unknown> {
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  if (Array.isArray(schema['anyOf'])) {
    return fc.oneof(...(schema['anyOf'] as TSchema[]).map((one) => validValues(one, words)));
  }
  switch (schema['type']) {
    case 'string':
      return strings(schema, words);
    case 'number':
      return numbers(schema);
    case 'integer':
      return integers(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return lists(schema, words);
    case 'object':
      return schema['patternProperties'] === undefined ? objects(schema, words) : dictionaries(schema, words);
    default:
      return anyJson;
  }
}

/** What a field of no type may hold: any JSON, with the keys that break careless code. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom('__proto__', 'constructor', 'then', 'toJSON', 'length', ''),
    fc.jsonValue({ maxDepth: 1 }),
  ),
  fc.constantFrom<unknown>('\ud800', '\u0000', -0, Number.MAX_VALUE, 5e-324, []),
);

function strings(schema: TSchema, words: readonly string[]): fc.Arbitrary<string> {
  const {
    pattern,
    minLength = 0,
    maxLength = 64,
  } = schema as { pattern?: string; minLength?: number; maxLength?: number };
  const free =
    pattern === undefined
      ? fc.string({ unit: 'binary', minLength, maxLength })
      : fc.stringMatching(new RegExp(pattern));
  const fits = (word: string): boolean =>
    word.length >= minLength && word.length <= maxLength && (pattern === undefined || new RegExp(pattern).test(word));
  const known = [words, traps].map((list) => list.filter(fits)).filter((list) => list.length > 0);
  return fc.oneof(free, ...known.map((list) => ({ arbitrary: fc.constantFrom(...list), weight: 2 })));
}

function numbers(schema: TSchema): fc.Arbitrary<number> {
  const { minimum, exclusiveMinimum, maximum = Number.MAX_VALUE } = schema as Record<string, number | undefined>;
  const min = minimum ?? exclusiveMinimum ?? -Number.MAX_VALUE;
  const fits = (value: number): boolean => value <= maximum && (minimum === undefined ? value > min : value >= min);
  const everyday = [1, 0.5, 10, 300, 4096].filter(fits);
  return fc.oneof(
    { arbitrary: fc.double({ min, max: maximum, noNaN: true, minExcluded: minimum === undefined }), weight: 1 },
    { arbitrary: fc.constantFrom(...everyday, maximum), weight: 3 },
  );
}

function integers(schema: TSchema): fc.Arbitrary<number> {
  const { minimum: min = Number.MIN_SAFE_INTEGER, maximum: max = Number.MAX_SAFE_INTEGER } = schema as Record<
    string,
    number
  >;
  return fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 32) }));
}

function lists(schema: TSchema, words: readonly string[]): fc.Arbitrary<unknown[]> {
  const { minItems: minLength = 0, maxItems = 6 } = schema as Record<string, number>;
  return fc.array(validValues(schema['items'] as TSchema, words), {
    minLength,
    maxLength: Math.min(maxItems, minLength + 5),
  });
}

function objects(schema: TSchema, words: readonly string[]): fc.Arbitrary<object> {
  const properties = (schema['properties'] ?? {}) as Record<string, TSchema>;
  const required = (schema['required'] ?? []) as string[];
  const { minProperties = 0 } = schema as { minProperties?: number };
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, validValues(field, words)]),
  );
  const record = fc.record(fields, { requiredKeys: required });
  return minProperties === 0 ? record : record.filter((value) => Object.keys(value).length >= minProperties);
}

function dictionaries(schema: TSchema, words: readonly string[]): fc.Arbitrary<object> {
  const [inner] = Object.values(schema['patternProperties'] as Record<string, TSchema>);
  const key = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('__proto__', 'constructor', 'a', ''));
  return fc.dictionary(key, validValues(inner!, words), { maxKeys: 4 });
}
