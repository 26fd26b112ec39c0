import fc from 'fast-check';
import { catalogues, priceBooks, shippedProfiles, type Catalogue } from '@harmonybatch/model';
import {
  billsIdle,
  holdingTerms,
  plan,
  reachOf,
  type AppDemand,
  type Member,
  type Plan,
  type PlanRequest,
} from '@harmonybatch/planning';
import { bestCutPerSecond } from './support/brute-force';

const slack = 1e-9;

/** Coarser grids leave the search the same and let every function be tried. */
const coarse = (catalogue: Catalogue): Catalogue => ({
  ...catalogue,
  cpu: { ...catalogue.cpu, minVcpu: 0.25, stepVcpu: 0.25 },
});

const platforms = [
  { prices: priceBooks['prototype-2023-cny']!, catalogue: coarse(catalogues['paper-2023']!) },
  { prices: priceBooks['paper-2023-usd']!, catalogue: coarse(catalogues['alibaba-2023']!) },
  { prices: priceBooks['own-machines-usd']!, catalogue: coarse(catalogues['alibaba-2023']!) },
  { prices: priceBooks['alibaba-current-cny']!, catalogue: coarse(catalogues['alibaba-current']!) },
] as const;

const appsOf = (attainments: fc.Arbitrary<number | undefined>, max: number): fc.Arbitrary<AppDemand[]> =>
  fc
    .array(
      fc.record({
        sloMs: fc.integer({ min: 12, max: 60 }).map((steps) => 100 * steps),
        rateHz: fc.double({ min: -3, max: 4, noNaN: true }).map((power) => 2 ** power),
        attainment: attainments,
      }),
      { minLength: 1, maxLength: max },
    )
    .map((list) =>
      list.map(({ attainment, ...one }, index) => ({
        name: `app${index}`,
        ...one,
        ...(attainment === undefined ? {} : { attainment }),
      })),
    );

const requestsWith = (attainments: fc.Arbitrary<number | undefined>, max: number): fc.Arbitrary<PlanRequest> =>
  fc
    .record({
      model: fc.constantFrom('vgg19', 'bert', 'videomae', 'gpt2'),
      platform: fc.constantFrom(...platforms),
      holding: fc.constantFrom('warm' as const, 'on-demand' as const),
      apps: appsOf(attainments, max),
    })
    .map(({ model, platform, holding, apps }) => ({
      strategy: 'exact',
      model,
      profile: shippedProfiles[model]!,
      ...platform,
      holding,
      assumedCards: (platform.catalogue.name === 'alibaba-current' ? { A10: 'fc.gpu.ada.2' } : {}) as Record<
        string,
        string
      >,
      overheadMs: 0,
      apps,
    }));

const membersOf = (request: PlanRequest): Member[] =>
  request.apps.map(({ name, sloMs, rateHz, attainment }) => ({
    name,
    sloSeconds: sloMs / 1000,
    rateHz,
    reach: reachOf(holdingTerms(request), attainment),
  }));

function planned(request: PlanRequest): Plan {
  const result = plan(request);
  if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
  return result.plan;
}

/** Where groups share no costs the plan is the best cut; else groups that share a function make it cheaper. */
function expectAsCheapAsTheBestCut(request: PlanRequest): void {
  const best = bestCutPerSecond(request, membersOf(request));
  const ratio = planned(request).costPerSecond / best;
  expect(ratio).toBeLessThanOrEqual(1 + slack);
  if (!billsIdle(request.prices)) expect(ratio).toBeCloseTo(1, 9);
}

it('pruning never changes the result: trying every cut, function and batch size finds nothing cheaper', () => {
  fc.assert(fc.property(requestsWith(fc.constant(undefined), 5), expectAsCheapAsTheBestCut), { seed: 5, numRuns: 60 });
});

it('nor does it where apps ask for different attainments', () => {
  fc.assert(fc.property(requestsWith(fc.constantFrom(undefined, 0.9, 0.999, 1), 4), expectAsCheapAsTheBestCut), {
    seed: 6,
    numRuns: 25,
  });
});

it('is never dearer, by exact cost, than the published plan or a baseline that keeps the SLOs', () => {
  fc.assert(
    fc.property(requestsWith(fc.constant(undefined), 8), (request) => {
      const own = planned(request);
      const harmony = planned({ ...request, strategy: 'harmony' });
      expect(own.expected.costPerSecond).toBeLessThanOrEqual(harmony.expected.costPerSecond * (1 + slack));
    }),
    { seed: 7, numRuns: 60 },
  );
});

it('does not care how the rate of an SLO is split over apps, beyond what cutting between them gains', () => {
  fc.assert(
    fc.property(requestsWith(fc.constant(undefined), 4), (request) => {
      const split = request.apps.flatMap((app) =>
        [1, 2, 3].map((part) => ({ ...app, name: `${app.name}.${part}`, rateHz: app.rateHz / 3 })),
      );
      const [whole, parts] = [request, { ...request, apps: split }].map((one) => planned(one).costPerSecond);
      expect(parts!).toBeLessThanOrEqual(whole! * (1 + slack));
    }),
    { seed: 8, numRuns: 30 },
  );
});

it('above 200 apps the plan is within 0.1 % of the optimum', () => {
  fc.assert(
    fc.property(requestsWith(fc.constant(undefined), 8), (drawn) => {
      const request = { ...drawn, ...platforms[0], assumedCards: {} };
      const pieces = Math.ceil(201 / request.apps.length);
      const split = request.apps.flatMap((app) =>
        Array.from({ length: pieces }, (_, part) => ({
          ...app,
          name: `${app.name}.${part}`,
          rateHz: app.rateHz / pieces,
        })),
      );
      const [whole, parts] = [request, { ...request, apps: split }].map((one) => planned(one).costPerSecond);
      expect(parts!).toBeLessThanOrEqual(whole! * 1.001);
    }),
    { seed: 9, numRuns: 10 },
  );
});

it('a stricter attainment costs at least as much as a weaker one', () => {
  const request = (attainment: number): PlanRequest => ({
    strategy: 'exact',
    model: 'vgg19',
    profile: shippedProfiles['vgg19']!,
    prices: priceBooks['prototype-2023-cny']!,
    catalogue: catalogues['alibaba-2023']!,
    overheadMs: 0,
    apps: [{ name: 'app', sloMs: 500, rateHz: 12, attainment }],
  });
  const costs = [0.9, 0.99, 0.999, 1].map((attainment) => planned(request(attainment)).costPerSecond);
  expect([...costs].sort((one, other) => one - other)).toEqual(costs);
  expect(costs[3]).toBeGreaterThan(costs[0]!);
});
