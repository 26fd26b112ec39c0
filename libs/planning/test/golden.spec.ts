import {
  batchSizeProbabilities,
  catalogues,
  equivalentTimeoutSeconds,
  invocationCost,
  latencyOf,
  meanWindowSeconds,
  priceBooks,
  shippedProfiles,
  type FunctionShape,
} from '@harmonybatch/model';
import { funcProvision, plan, type Member, type PlanningContext } from '@harmonybatch/planning';
import { bestCost } from './support/brute-force';
import group from './fixtures/golden/group.json';
import latency from './fixtures/golden/latency.json';
import plans from './fixtures/golden/plan.json';
import window from './fixtures/golden/window.json';

const prices = priceBooks['prototype-2023-cny']!;
const catalogue = catalogues['paper-2023']!;
const models = ['vgg19', 'bert', 'gpt2', 'videomae'] as const;
const tolerance = 1e-6;

const relativeError = (value: number, expected: number): number => Math.abs(value - expected) / expected;
const membersOf = (slos: number[], rates: number[]): Member[] =>
  slos.map((sloSeconds, index) => ({ name: `app${index}`, sloSeconds, rateHz: rates[index]!, reach: 1 }));

describe.each(models)('golden numbers of %s', (model) => {
  const context: PlanningContext = { profile: shippedProfiles[model]!, prices, catalogue };

  it('latency and price of one batch', () => {
    const errors = latency.cases[model].map((one) => {
      const shape: FunctionShape =
        one.type === 'cpu'
          ? { type: 'cpu', vcpu: one.vcpu!, memoryMb: one.memoryGb! * 1024 }
          : {
              type: 'gpu',
              vcpu: one.gpuGb! / 3,
              memoryMb: context.profile.gpu!.memoryMb,
              gpuMemoryMb: one.gpuGb! * 1024,
            };
      const { avgSeconds, maxSeconds } = latencyOf(context.profile, shape, one.batch);
      const cost = invocationCost(prices, shape, avgSeconds) / one.batch;
      return Math.max(
        relativeError(avgSeconds, one.latencyAvg),
        relativeError(maxSeconds, one.latencyMax),
        relativeError(cost, one.costPerRequest),
      );
    });
    expect(errors).toHaveLength(60);
    expect(Math.max(...errors)).toBeLessThan(tolerance);
  });

  it('the best function of a group by Theorems 1 and 2', () => {
    const errors = group.cases[model].map(({ slos, rates, paper }) => {
      const found = funcProvision(context, membersOf(slos, rates));
      if (found === null) return Infinity;
      return relativeError(found.costPerRequest, paper.theorems.costPerRequest);
    });
    expect(errors).toHaveLength(40);
    expect(Math.max(...errors)).toBeLessThan(tolerance);
  });

  it('the best function of a group by exact cost', () => {
    const errors = group.cases[model].map(({ slos, rates, exact }) =>
      relativeError(bestCost(context, membersOf(slos, rates)), exact.costPerRequest),
    );
    expect(errors).toHaveLength(40);
    expect(Math.max(...errors)).toBeLessThan(tolerance);
  });

  it('the best contiguous cut by exact cost, and what the published plan costs by it', () => {
    const errors = plans.cases[model].flatMap(({ slos, rates, exact }) => {
      const apps = slos.map((slo, index) => ({ name: `app${index}`, sloMs: slo * 1000, rateHz: rates[index]! }));
      const [best, published] = ['exact', 'harmony'].map((strategy) =>
        plan({ strategy, model, ...context, apps, overheadMs: 0 }),
      );
      if (best?.kind !== 'planned' || published?.kind !== 'planned') throw new Error('every case can be planned');
      return [
        relativeError(best.plan.costPerRequest, exact.contiguousOptimum),
        relativeError(published.plan.expected.costPerRequest, exact.costOfAlgorithm1Plan),
      ];
    });
    expect(errors).toHaveLength(80);
    expect(Math.max(...errors)).toBeLessThan(tolerance);
  });

  it('the two-stage merging of whole plans', () => {
    const excess = plans.cases[model].map(({ slos, rates, paper }) => {
      const apps = slos.map((slo, index) => ({ name: `app${index}`, sloMs: slo * 1000, rateHz: rates[index]! }));
      const result = plan({ strategy: 'harmony', model, ...context, apps, overheadMs: 0 });
      if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
      return result.plan.costPerRequest / paper.algorithm1 - 1;
    });
    expect(excess).toHaveLength(40);
    expect(excess.filter((one) => Math.abs(one) < tolerance).length).toBe(40);
  });
});

it('golden batch-size probabilities and mean windows', () => {
  const errors = window.cases.flatMap(({ timeouts, rates, batch, batchSizeProbability, meanWindow }) => {
    const apps = timeouts.map((timeoutSeconds, index) => ({ timeoutSeconds, rateHz: rates[index]! }));
    const probabilities = batchSizeProbabilities(apps, batch);
    return [
      ...batchSizeProbability.map((expected, index) => Math.abs(probabilities[index]! - expected)),
      Math.abs(meanWindowSeconds(apps) - meanWindow),
    ];
  });
  expect(errors.length).toBeGreaterThan(60 * 2);
  expect(Math.max(...errors)).toBeLessThan(1e-9);
});

it('golden equivalent timeouts (Eq. 5)', () => {
  const errors = window.cases.map(({ timeouts, rates, equivalentTimeout }) => {
    const apps = timeouts.map((timeoutSeconds, index) => ({ timeoutSeconds, rateHz: rates[index]! }));
    return relativeError(equivalentTimeoutSeconds(apps), equivalentTimeout);
  });
  expect(errors).toHaveLength(60);
  expect(Math.max(...errors)).toBeLessThan(tolerance);
});
