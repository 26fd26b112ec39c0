import type { GroupRoute } from '@harmonybatch/contracts';
import { batchCost } from '../../src/dispatcher/batch-cost';

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
