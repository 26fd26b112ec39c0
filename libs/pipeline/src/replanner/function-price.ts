import type { PublishedGroup } from '@harmonybatch/contracts';
import { priceBooks, pricePerSecond, type FunctionShape, type PriceBook } from '@harmonybatch/model';

/**
 * What running a function costs, for who runs it and does not have the price book; undefined for a book that ships, which
 * everybody has.
 */
export function functionPrice(prices: PriceBook, shape: FunctionShape): PublishedGroup['price'] {
  if (Object.hasOwn(priceBooks, prices.name)) return undefined;
  const { currency, perInvocation, billingStepSeconds } = prices;
  const perSecond = pricePerSecond(prices, shape);
  return { currency, perSecond, perInvocation, billingStepSeconds: billingStepSeconds[shape.type] };
}
