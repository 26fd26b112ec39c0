import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

interface ObjectSchema {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

/**
 * The value without the nulls that stand for optional fields: clients that write every field of a class write null for those
 * that are not given. Null stays where it is a value like others, where the field is required, and where there is no such field.
 * @param value parsed JSON; it is not changed, and need not fit the schema
 */
export function withoutNulls(schema: TSchema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(schema['anyOf'])) return byAlternative(schema['anyOf'] as TSchema[], value);
  if (Array.isArray(value)) return withoutNullsInItems(schema['items'] as TSchema | undefined, value);
  return schema['properties'] === undefined ? value : withoutNullFields(schema as unknown as ObjectSchema, value);
}

const withoutNullsInItems = (items: TSchema | undefined, list: readonly unknown[]): unknown =>
  items === undefined ? list : list.map((item) => withoutNulls(items, item));

function byAlternative(alternatives: readonly TSchema[], value: object): unknown {
  for (const schema of alternatives) {
    const without = withoutNulls(schema, value);
    if (Value.Check(schema, without)) return without;
  }
  return value;
}

function withoutNullFields({ properties, required = [] }: ObjectSchema, value: object): unknown {
  const given = Object.entries(value).filter(([name, field]) => {
    if (field !== null || required.includes(name)) return true;
    return !Object.hasOwn(properties, name) || Value.Check(properties[name]!, null);
  });
  return Object.fromEntries(
    given.map(([name, field]) => [
      name,
      Object.hasOwn(properties, name) ? withoutNulls(properties[name]!, field) : field,
    ]),
  );
}
