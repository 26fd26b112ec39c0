import type { MoneyPage } from '@harmonybatch/console-api';
import { links } from '../search/links';

/** The page that shows what a row of money is of. */
export function hrefOfRow(
  by: MoneyPage['by'],
  { name, model }: Pick<MoneyPage['rows'][number], 'name' | 'model'>,
): string {
  if (by === 'app') return links.app(name);
  if (by === 'function') return links.functions({ function: name });
  return links.plan({ ...(model === null ? {} : { model }), group: name });
}
