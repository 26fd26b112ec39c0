import fc from 'fast-check';
import {
  defaultAttainment,
  latencyOf,
  latencyQuantileSeconds,
  latencyReach,
  shippedProfiles,
} from '@harmonybatch/model';
import {
  plan,
  sloKeepingStrategies,
  type AppDemand,
  type Plan,
  type PlanRequest,
  type PlanResult,
} from '@harmonybatch/planning';
import { platforms } from './support/platforms';

const models = ['vgg19', 'bert', 'videomae', 'gpt2'] as const;
type Given = Omit<PlanRequest, 'profile' | 'overheadMs'>;
const planFor = (given: Given): PlanResult => plan({ ...given, profile: shippedProfiles[given.model]!, overheadMs: 0 });

const tightest = new Map<string, number>();
/** The tightest SLO that can be met with this attainment, ms. */
function tightestMs(given: Given, attainment: number): number {
  const key = [given.model, given.prices.name, given.strategy, attainment].join();
  const known = tightest.get(key);
  if (known !== undefined) return known;
  const result = planFor({ ...given, apps: [{ name: 'hasty', sloMs: 0.001, rateHz: 1, attainment }] });
  if (result.kind !== 'unattainable') throw new Error(result.kind);
  tightest.set(key, result.apps[0]!.tightestSloMs!);
  return result.apps[0]!.tightestSloMs!;
}

/** By how much executions of some group of a plan may be too long for an app's SLO and attainment, ms; below 0 if none. */
function excessMs(model: string, { groups }: Plan): number {
  return Math.max(
    ...groups.flatMap(({ apps, function: shape, batchSize }) => {
      const latency = latencyOf(shippedProfiles[model]!, shape, batchSize);
      return apps.map(({ timeoutMs, sloMs, attainment = defaultAttainment }) => {
        const quantileMs = 1000 * latencyQuantileSeconds(latency, latencyReach(attainment));
        return timeoutMs < 0 ? Infinity : timeoutMs + quantileMs - sloMs;
      });
    }),
  );
}

const drawn = fc.record({
  model: fc.constantFrom(...models),
  platform: fc.constantFrom(...platforms),
  apps: fc.array(
    fc.record({
      looseness: fc.constantFrom(1, 1.001, 1.02, 1.3, 2.5, 6),
      attainment: fc.constantFrom(undefined, 0.5, 0.7, 0.9, 0.95, 0.999, 0.9999, 1),
      rateHz: fc.double({ min: -6, max: 5, noNaN: true }).map((power) => 2 ** power),
    }),
    { minLength: 2, maxLength: 7 },
  ),
});

it.each(sloKeepingStrategies)('%s keeps every promise of apps that ask for different attainments', (strategy) => {
  fc.assert(
    fc.property(drawn, ({ model, platform, apps }) => {
      const given = { strategy, model, ...platform, apps: [] };
      const demands = apps.map(({ looseness, attainment, rateHz }, index): AppDemand => {
        const sloMs = looseness * tightestMs(given, attainment ?? defaultAttainment);
        return { name: `app${index}`, sloMs, rateHz, ...(attainment === undefined ? {} : { attainment }) };
      });
      const result = planFor({ ...given, apps: demands });
      if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
      expect(excessMs(model, result.plan)).toBeLessThan(1e-6);
    }),
    { seed: 17, numRuns: strategy === 'exact' ? 120 : 40 },
  );
});

it('a lenient app beside it does not loosen what a strict one was promised', () => {
  for (const platform of platforms) {
    const apps = [
      { name: 'strict', sloMs: 1060, rateHz: 2, attainment: 0.99 },
      { name: 'lenient', sloMs: 2060, rateHz: 0.3, attainment: 0.5 },
    ];
    const result = planFor({ strategy: 'exact', model: 'gpt2', ...platform, apps });
    if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
    expect(excessMs('gpt2', result.plan)).toBeLessThan(1e-6);
  }
});
