import type { Static, TSchema } from '@sinclair/typebox';
import type { Fault, Validator } from './validator';
import { withoutNulls } from './without-nulls';

export type ValueReading<T> = { readonly value: T } | { readonly faults: readonly Fault[] };

/** Reads what somebody else wrote, null read as absent where a field may be absent: the value, or all that is wrong with it. */
export function readValue<T extends TSchema>(validator: Validator<T>, value: unknown): ValueReading<Static<T>> {
  if (validator.check(value)) return { value };
  const given = withoutNulls(validator.schema, value);
  return validator.check(given) ? { value: given } : { faults: validator.explain(given) };
}
