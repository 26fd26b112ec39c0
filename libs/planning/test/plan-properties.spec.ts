import fc from 'fast-check';
import { catalogues, priceBooks, shapeFault, shippedProfiles } from '@harmonybatch/model';
import {
  plan,
  planAlone,
  repricePlan,
  sloKeepingStrategies,
  type AppDemand,
  type Plan,
  type PlanRequest,
} from '@harmonybatch/planning';

const slack = 1e-9;
const apps = fc
  .array(
    fc.record({
      sloMs: fc.double({ min: 200, max: 60_000, noNaN: true }),
      rateHz: fc.double({ min: 0.01, max: 50, noNaN: true }),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((list) => list.map((one, index): AppDemand => ({ name: `app${index}`, ...one })));

const requests = fc.record({
  // MBS may split an app over groups.
  strategy: fc.constantFrom(...sloKeepingStrategies.filter((name) => name !== 'mbs')),
  model: fc.constantFrom('vgg19', 'bert'),
  catalogue: fc.constantFrom(...Object.values(catalogues)),
  prices: fc.constantFrom(...Object.values(priceBooks)),
  overheadMs: fc.constantFrom(0, 60),
  apps,
});

/** The same requests for every property, so that each is planned once. */
const plans = fc.sample(requests, { seed: 11, numRuns: 150 }).map((fields) => {
  const request: PlanRequest = { ...fields, profile: shippedProfiles[fields.model]! };
  return { request, result: plan(request) };
});

const check = (holds: (request: PlanRequest, made: Plan) => void): void => {
  for (const { request, result } of plans) if (result.kind === 'planned') holds(request, result.plan);
};

it('plans most of the requests, and finds none invalid', () => {
  const kinds = plans.map(({ result }) => result.kind);
  expect(kinds).not.toContain('invalid');
  expect(kinds.filter((kind) => kind === 'planned').length).toBeGreaterThan(100);
});

it('serves every app in exactly one group', () => {
  check((request, made) => {
    const names = made.groups.flatMap((group) => group.apps.map(({ name }) => name));
    expect(names.sort()).toEqual(request.apps.map(({ name }) => name).sort());
  });
});

it("keeps every app's SLO: wait, overhead and the longest execution fit in", () => {
  check((request, made) => {
    for (const { apps: members, latencyMs } of made.groups) {
      for (const { timeoutMs, sloMs } of members) {
        expect(timeoutMs).toBeGreaterThanOrEqual(0);
        expect(timeoutMs + latencyMs.max + request.overheadMs).toBeLessThanOrEqual(sloMs + slack);
      }
    }
  });
});

it('uses only functions that exist', () => {
  check((request, made) => {
    for (const group of made.groups) expect(shapeFault(request.catalogue, group.function)).toBeNull();
  });
});

it('never costs more than each app alone', () => {
  check((request, made) => {
    const alone = planAlone(request).reduce(
      (sum, one) => sum + (one.kind === 'planned' ? one.plan.costPerSecond : 0),
      0,
    );
    expect(made.costPerSecond).toBeLessThanOrEqual(alone * (1 + slack));
  });
});

it('does not depend on the order in which the apps are given', () => {
  check((request, made) => {
    const turned = plan({ ...request, apps: [...request.apps].reverse() });
    expect(turned).toEqual({ kind: 'planned', plan: made });
  });
});

it('costs at its own rates what it says', () => {
  check((request, made) => {
    const repriced = repricePlan(made, request);
    expect(repriced.costPerSecond / made.expected.costPerSecond).toBeCloseTo(1, 9);
    if (request.strategy === 'exact') expect(made.costPerSecond / made.expected.costPerSecond).toBeCloseTo(1, 9);
  });
});
