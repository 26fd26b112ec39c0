export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; none follows where it is absent or empty. */
  readonly next?: string;
}

const maxPages = 200;

/**
 * Everything that a listing of pages has.
 * @param what "functions", for the message
 * @throws Error where there is no end of it
 */
export async function allPages<T>(what: string, page: (from?: string) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let from: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const { items, next } = await page(from);
    found.push(...items);
    if (!next) return found;
    from = next;
  }
  throw new Error(`there are more than ${maxPages} pages of ${what}: remove unused ones`);
}
