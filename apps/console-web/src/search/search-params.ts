/**
 * Readers of search parameters. What is no value of a parameter is left out, so that an old or a mistyped link opens the
 * page as it is without it.
 */
export type Search = Readonly<Record<string, unknown>>;

/** One of the given words, or undefined. */
export function oneOf<Word extends string>(words: readonly Word[], value: unknown): Word | undefined {
  return words.find((word) => word === value);
}

/** A text that is not empty. */
export function text(value: unknown, maxLength = 256): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim().slice(0, maxLength) : '';
  return trimmed === '' ? undefined : trimmed;
}

/** A whole number from 0. */
export function whole(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof parsed === 'number' && Number.isSafeInteger(parsed) && parsed >= 0 ? parsed : undefined;
}

/** The search of a URL as plain texts: nothing is guessed to be a number or an object. */
export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

/** Parameters in the order given; what is no text or number, or is empty, is left out. */
export function stringifySearch(search: Search): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) query.set(key, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}
