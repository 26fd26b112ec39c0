import {
  catalogues,
  invocationCost,
  latencyOf,
  priceBooks,
  shippedProfiles,
  type GpuProfile,
  type MeasuredBatch,
} from '@harmonybatch/model';
import { funcProvision, type Member, type PlanningContext } from '@harmonybatch/planning';
import fc from 'fast-check';
import { batchFills } from '../src/provisioning/batch-filling';
import { gpuFunctions } from '../src/provisioning/batch-limits';

/** A table whose latencies rise by any steps, also by more than the batch does. */
const tables = fc
  .record({
    sizes: fc.uniqueArray(fc.integer({ min: 2, max: 32 }), { minLength: 1, maxLength: 6 }),
    steps: fc.array(fc.double({ min: 0, max: 0.05, noNaN: true }), { minLength: 7, maxLength: 7 }),
  })
  .map(({ sizes, steps }): MeasuredBatch[] => {
    let seconds = 0.002;
    return [1, ...sizes.sort((one, other) => one - other)].map((batchSize, index) => {
      seconds += steps[index]!;
      return { batchSize, avgSeconds: seconds, maxSeconds: 1.3 * seconds };
    });
  });
const members = fc
  .record({
    sloSeconds: fc.double({ min: 0.2, max: 2, noNaN: true }),
    rateHz: fc.double({ min: 5, max: 80, noNaN: true }),
  })
  .map((member): Member[] => [{ name: 'one', reach: 1, ...member }]);

it('finds the cheapest batch of a table, which need not be the largest that fills', () => {
  let notLargest = 0;
  fc.assert(
    fc.property(tables, members, (measured, group) => {
      const gpu: GpuProfile = { ...shippedProfiles.vgg19!.gpu!, measured };
      const context: PlanningContext = {
        profile: { gpu },
        prices: priceBooks['paper-2023-usd']!,
        catalogue: catalogues['paper-2023']!,
      };
      const all = gpuFunctions(context).flatMap(({ shape, maxBatch }) =>
        Array.from({ length: maxBatch }, (_, index) => index + 1)
          .filter((batchSize) => batchFills(group, batchSize, latencyOf({ gpu }, shape, batchSize)))
          .map((batchSize) => ({
            batchSize,
            cost: invocationCost(context.prices, shape, latencyOf({ gpu }, shape, batchSize).avgSeconds) / batchSize,
          })),
      );
      const found = funcProvision(context, group);
      if (all.length === 0) return expect(found).toBeNull();
      const cheapest = Math.min(...all.map(({ cost }) => cost));
      expect(found!.costPerRequest / cheapest).toBeCloseTo(1, 9);
      if (found!.batchSize < Math.max(...all.map(({ batchSize }) => batchSize))) notLargest += 1;
    }),
    { seed: 4, numRuns: 100 },
  );
  expect(notLargest).toBeGreaterThan(0);
});
