/** The entry of that name; names such as `constructor`, which every object inherits, are none. */
export const lookup = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
