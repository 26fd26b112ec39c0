import type { GroupRoute } from '@harmonybatch/contracts';
import { billedInSteps, invocationCost, isPriced, priceBooks } from '@harmonybatch/model';

/**
 * What an invocation of `seconds` cost: by the price that its plan names, or by the price book of that name. Undefined where
 * the plan names no price and this build does not know the book or its card, or where a function is beyond any price.
 */
export function batchCost(
  route: GroupRoute,
  seconds: number,
): { readonly amount: number; readonly currency: string } | undefined {
  const cost = route.price === undefined ? costByBook(route, seconds) : costByPrice(route.price, seconds);
  return cost !== undefined && Number.isFinite(cost.amount) && cost.amount >= 0 ? cost : undefined;
}

function costByPrice(
  { currency, perSecond, perInvocation, billingStepSeconds }: NonNullable<GroupRoute['price']>,
  seconds: number,
) {
  return { amount: billedInSteps(seconds, billingStepSeconds) * perSecond + perInvocation, currency };
}

function costByBook({ prices, function: shape }: GroupRoute, seconds: number) {
  const book = Object.hasOwn(priceBooks, prices) ? priceBooks[prices] : undefined;
  if (book === undefined || !isPriced(book, shape)) return undefined;
  return { amount: invocationCost(book, shape, seconds), currency: book.currency };
}
