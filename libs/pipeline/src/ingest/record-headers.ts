import type { InboundRecord } from '../ports/records';

type Headers = InboundRecord['headers'];

/** The value of the first of these headers that has one: clients write headers that are not set without a value. */
export function headerOf(headers: Headers, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
