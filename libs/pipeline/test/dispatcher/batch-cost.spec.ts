import type { GroupRoute } from '@harmonybatch/contracts';
import { invocationCost, priceBooks } from '@harmonybatch/model';
import { batchCost } from '../../src/dispatcher/batch-cost';
import { functionPrice } from '../../src/replanner/drafts/draft-plan';

const route = (prices: string, gpuType?: string): GroupRoute => ({
  id: '1'.repeat(16),
  epoch: 1,
  functionName: 'hb-1',
  function: { type: 'gpu', vcpu: 1, memoryMb: 1024, gpuMemoryMb: 1024, ...(gpuType === undefined ? {} : { gpuType }) },
  prices,
  batchSize: 1,
  latencyMs: { avg: 100, max: 150 },
});

it('tells what the book of the plan says, with its currency', () => {
  const cost = batchCost(route('prototype-2023-cny'), 2);
  expect(cost).toEqual({ amount: expect.any(Number) as number, currency: 'CNY' });
  expect(cost!.amount).toBeGreaterThan(0);
});

it.each([
  ['a book', 'next-year', undefined],
  ['a book named like what every object has', 'constructor', undefined],
  ['a card', 'prototype-2023-cny', 'fc.gpu.ada.1'],
])('tells nothing where this build does not know %s', (_what, prices, gpuType) => {
  expect(batchCost(route(prices, gpuType), 2)).toBeUndefined();
});

it('tells the price that the plan names, where a plan was made with a price book of one’s own', () => {
  const price = { currency: 'USD', perSecond: 0.5, perInvocation: 0.25, billingStepSeconds: 1 };
  expect(batchCost({ ...route('mine'), price }, 1.2)).toEqual({ amount: 1.25, currency: 'USD' });
  expect(batchCost({ ...route('mine'), price: { ...price, billingStepSeconds: 0 } }, 1.2)!.amount).toBeCloseTo(
    0.85,
    12,
  );
});

it('a plan names the price of a book that does not ship, and of no other', () => {
  const { function: shape } = route('mine');
  const book = priceBooks['prototype-2023-cny']!;
  const own = { ...book, name: 'mine' };
  expect(functionPrice(book, shape)).toBeUndefined();
  const price = functionPrice(own, shape)!;
  expect(batchCost({ ...route('mine'), price }, 1.2)!.amount).toBeCloseTo(invocationCost(own, shape, 1.2), 15);
});
