import { isObject } from './fields';

/** Fields of plan files that may be absent, wherever they stand. */
const optional = new Set([
  ...['model', 'models', 'apps', 'profile', 'maxItemBytes', 'today'],
  ...['rateHz', 'expectedRateHz', 'attainment', 'whenLate', 'outcomeTopic'],
  ...['image', 'version', 'port', 'env', 'role', 'vpc'],
]);

/** The document without empty fields that may be absent: YAML's `rateHz:` and a program's `"rateHz": null` say nothing. */
export function withoutNullFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullFields);
  if (!isObject(value)) return value;
  const given = Object.entries(value).filter(([name, field]) => field !== null || !optional.has(name));
  // What stands in a profile is judged by the schema of profiles.
  return Object.fromEntries(
    given.map(([name, field]) => [name, name === 'profile' ? field : withoutNullFields(field)]),
  );
}
