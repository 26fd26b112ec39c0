import type { PriceBook } from './price-book';

const secondsPerMonth = 30 * 24 * 3600;

/**
 * What a month of 30 days costs after the book's rebates, in its currency. The rebate only grows with the bill, so the
 * plan that is cheapest before it is cheapest after it.
 * @param costPerSecond at the book's own prices.
 */
export function monthlyBill({ tiers }: PriceBook, costPerSecond: number): number {
  const listed = costPerSecond * secondsPerMonth;
  let bill = Math.min(listed, tiers[0]?.fromPerMonth ?? listed);
  tiers.forEach(({ fromPerMonth, factor }, index) => {
    const until = tiers[index + 1]?.fromPerMonth ?? Infinity;
    bill += factor * Math.max(0, Math.min(listed, until) - fromPerMonth);
  });
  return bill;
}
