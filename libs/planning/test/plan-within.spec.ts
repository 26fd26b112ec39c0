import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import {
  instancesAtOnce,
  planningDefaults,
  planRequestOf,
  planWithin,
  type AppDemand,
  type InstanceRoom,
  type Plan,
  type PlanningTerms,
} from '@harmonybatch/planning';
import fc from 'fast-check';

const model = { name: 'vgg19', profile: shippedProfiles['vgg19']! };
const terms: PlanningTerms = { ...planningDefaults, assumedCards: { A10: 'fc.gpu.ada.2' } };
const tight = { name: 'tight', sloMs: 350, rateHz: 0.1 };
const busy = { name: 'busy', sloMs: 900, rateHz: 40 };

function planOf(apps: readonly AppDemand[], room?: InstanceRoom, over: Partial<PlanningTerms> = {}): Plan {
  const result = planWithin(planRequestOf(model, { ...terms, ...over }, apps), room);
  if (result.kind !== 'planned') throw new Error(result.kind);
  return result.plan;
}

const noCards = { assumedCards: {} };
const warm = ({ groups }: Plan): number => instancesAtOnce(groups, [], 'cpu') + instancesAtOnce(groups, [], 'gpu');

describe('a plan within a number of warm instances', () => {
  it('is the best plan where that fits', () => {
    const best = planOf([tight, busy], undefined, noCards);
    expect(planOf([tight, busy], { limits: { cpu: warm(best) }, held: [] }, noCards)).toEqual(best);
  });

  it('keeps all promises by faster functions and larger batches while that is enough, for little more money', () => {
    const best = planOf([tight, busy], undefined, noCards);
    const thrifty = planOf([tight, busy], { limits: { cpu: 20 }, held: [] }, noCards);
    expect([warm(best), warm(thrifty)]).toEqual([26, 19]);
    expect(thrifty.expected.costPerSecond / best.expected.costPerSecond).toBeGreaterThan(1);
    expect(thrifty.expected.costPerSecond / best.expected.costPerSecond).toBeLessThan(1.1);
    expect(thrifty.instanceLimits).toEqual({ cpu: 20 });
    expect(thrifty.notes.at(-1)).toMatch(
      /at most 20 warm CPU instances at a time where the best plan keeps 26 and costs 7 % less\.$/,
    );
  });

  it('keeps fewer instances warm than promised where nothing else is left, and says so', () => {
    const short = planOf([tight, busy], { limits: { cpu: 8 }, held: [] }, noCards);
    expect(warm(short)).toBe(8);
    expect(short.groups[0]!.coldShare).toBeGreaterThan(0.3);
    expect(short.groups[0]!.coldShare).toBeLessThan(1);
    expect(short.notes.at(-1)).toMatch(/attainments of its apps need 18, so more batches meet a cold start/);
  });

  it('does not do without cards by more CPU instances than there are', () => {
    const slices: Partial<PlanningTerms> = {
      assumedCards: {},
      prices: priceBooks['prototype-2023-cny']!,
      catalogue: catalogues['alibaba-2023']!,
    };
    const many = [
      { name: 'hurried', sloMs: 700, rateHz: 60 },
      { name: 'calm', sloMs: 1_200, rateHz: 60 },
    ];
    expect(warm(planOf(many, undefined, slices))).toBeGreaterThan(8);
    const within = planOf(many, { limits: { cpu: 6, gpu: 5 }, held: [] }, slices);
    expect(within.groups.map((group) => group.function.type)).toEqual(within.groups.map(() => 'gpu'));
    expect(warm(within)).toBeLessThanOrEqual(5);
  });

  it('counts what is held of other functions, and shares what is held of its own', () => {
    const [best] = [planOf([busy], undefined, noCards)];
    const { function: shape, warmInstances } = best.groups[0]!;
    expect(
      planOf([busy], { limits: { cpu: warmInstances }, held: [{ function: shape, warmInstances }] }, noCards),
    ).toEqual(best);
    const other = { function: { ...shape, vcpu: 16 }, warmInstances: 15 };
    expect(warm(planOf([busy], { limits: { cpu: 20 }, held: [other] }, noCards))).toBe(5);
  });

  it('never keeps more than there is room for, serves every app, and costs no less than the best', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            sloMs: fc.integer({ min: 500, max: 5_000 }),
            rateHz: fc.double({ min: 0.01, max: 60, noNaN: true }),
          }),
          { minLength: 1, maxLength: 2 },
        ),
        fc.record({ cpu: fc.nat(20), gpu: fc.nat(4) }),
        (drawn, limits) => {
          const apps = drawn.map((app, index) => ({ ...app, name: `app${index}` }));
          const within = planOf(apps, { limits, held: [] });
          expect(instancesAtOnce(within.groups, [], 'cpu')).toBeLessThanOrEqual(limits.cpu);
          expect(instancesAtOnce(within.groups, [], 'gpu')).toBeLessThanOrEqual(limits.gpu);
          expect(within.groups.flatMap((group) => group.apps.map(({ name }) => name)).sort()).toEqual(
            apps.map(({ name }) => name),
          );
          expect(within.expected.costPerSecond).toBeGreaterThanOrEqual(
            planOf(apps).expected.costPerSecond * (1 - 1e-9),
          );
        },
      ),
      { numRuns: 5 },
    );
  });
});
