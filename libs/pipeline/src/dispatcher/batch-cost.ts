import type { GroupRoute } from '@harmonybatch/contracts';
import { invocationCost, isPriced, priceBooks } from '@harmonybatch/model';

/**
 * What an invocation of `seconds` cost by the price book of its plan. Undefined where this build does not know that book or
 * its card, or where the route names a function beyond any price.
 */
export function batchCost(
  { prices, function: shape }: GroupRoute,
  seconds: number,
): { readonly amount: number; readonly currency: string } | undefined {
  const book = Object.hasOwn(priceBooks, prices) ? priceBooks[prices] : undefined;
  if (book === undefined || !isPriced(book, shape)) return undefined;
  const amount = invocationCost(book, shape, seconds);
  return Number.isFinite(amount) && amount >= 0 ? { amount, currency: book.currency } : undefined;
}
