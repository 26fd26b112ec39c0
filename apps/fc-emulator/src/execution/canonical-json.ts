import { createHash } from 'node:crypto';

/** Deepest nesting that is digested. */
export const maxNestingDepth = 100;

/** JSON without whitespace and with sorted keys: equal values give equal text. Throws RangeError beyond `deepestNesting`. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > maxNestingDepth) throw new RangeError(`the inputs are nested deeper than ${maxNestingDepth} levels`);
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry, depth + 1)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry, depth + 1)}`).join(',')}}`;
}

/** First 16 hex digits of the SHA-256 of `text`. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
