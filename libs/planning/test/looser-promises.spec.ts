import fc from 'fast-check';
import { shippedProfiles } from '@harmonybatch/model';
import { plan, type AppDemand, type PlanResult } from '@harmonybatch/planning';
import { platforms, type Platform } from './support/platforms';

const models = ['vgg19', 'bert', 'videomae', 'gpt2'] as const;
const rounding = 1e-9;

const planFor = (platform: Platform, model: string, apps: readonly AppDemand[]): PlanResult =>
  plan({ strategy: 'exact', model, profile: shippedProfiles[model]!, ...platform, overheadMs: 0, apps });

function costOf(platform: Platform, model: string, apps: readonly AppDemand[]): number {
  const result = planFor(platform, model, apps);
  if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
  return result.plan.expected.costPerSecond;
}

const tightest = new Map<string, number>();
/** The tightest SLO that can be met with this attainment, ms. */
function tightestMs(platform: Platform, model: string, attainment: number): number {
  const key = [model, platform.prices.name, attainment].join();
  const known = tightest.get(key);
  if (known !== undefined) return known;
  const result = planFor(platform, model, [{ name: 'hasty', sloMs: 0.001, rateHz: 1, attainment }]);
  if (result.kind !== 'unattainable') throw new Error(result.kind);
  tightest.set(key, result.apps[0]!.tightestSloMs!);
  return result.apps[0]!.tightestSloMs!;
}

const attainments = [0.5, 0.9, 0.99, 0.999, 0.9999];
const drawn = fc.record({
  model: fc.constantFrom(...models),
  platform: fc.constantFrom(...platforms),
  wishes: fc.array(
    fc.record({
      looseness: fc.double({ min: 0, max: 1, noNaN: true }).map((power) => 1.01 * 6 ** power),
      attainment: fc.constantFrom(...attainments, 0.99, 0.99),
      rateHz: fc.double({ min: -6, max: 5, noNaN: true }).map((power) => 2 ** power),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  which: fc.nat(5),
  factor: fc.double({ min: 1, max: 3, noNaN: true }),
  weaker: fc.constantFrom(...attainments),
});

/** What is promised to one of up to six apps is loosened, in time or in attainment. */
it('a looser SLO or a weaker attainment of one of up to six apps makes no plan dearer', () => {
  fc.assert(
    fc.property(drawn, ({ model, platform, wishes, which, factor, weaker }) => {
      const apps = wishes.map(({ looseness, attainment, rateHz }, index): AppDemand => {
        const sloMs = looseness * tightestMs(platform, model, attainment);
        return { name: `app${index}`, sloMs, rateHz, attainment };
      });
      const changed = (change: (app: AppDemand) => Partial<AppDemand>): number =>
        costOf(
          platform,
          model,
          apps.map((app, index) => (index === which % apps.length ? { ...app, ...change(app) } : app)),
        );
      const before = costOf(platform, model, apps) * (1 + rounding);
      expect(changed(({ sloMs }) => ({ sloMs: factor * sloMs }))).toBeLessThanOrEqual(before);
      expect(changed(({ attainment }) => ({ attainment: Math.min(weaker, attainment!) }))).toBeLessThanOrEqual(before);
    }),
    { seed: 67, numRuns: 150 },
  );
});

it.each(['own-machines-usd', 'alibaba-current-cny', 'alibaba-current-usd'])(
  'an app that may wait longer than the one before it costs no more, though their order changes, at %s',
  (name) => {
    const platform = platforms.find(({ prices }) => prices.name === name)!;
    const apps = (sloMs: number): AppDemand[] => [
      { name: 'tight', sloMs: 200, rateHz: 8.89 },
      { name: 'busy', sloMs: 400, rateHz: 22.72 },
      { name: 'moved', sloMs, rateHz: 5.14 },
    ];
    const costs = [400, 450, 600, 900].map((sloMs) => costOf(platform, 'vgg19', apps(sloMs)));
    costs.slice(1).forEach((cost, index) => expect(cost).toBeLessThanOrEqual(costs[index]! * (1 + rounding)));
  },
);
