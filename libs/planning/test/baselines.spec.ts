import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import { plan, type AppDemand, type Member, type PlanningContext } from '@harmonybatch/planning';
import { ExhaustiveProvision } from '../src/baselines/exhaustive-provision';
import { equalRates } from '../src/baselines/mbs';
import group from './fixtures/golden/group.json';

const platform = { prices: priceBooks['prototype-2023-cny']!, catalogue: catalogues['paper-2023']! };
const member = (name: string, sloSeconds: number, rateHz: number): Member => ({ name, sloSeconds, rateHz, reach: 1 });
const planned = (strategy: string, apps: readonly AppDemand[]) => {
  const result = plan({
    strategy,
    model: 'vgg19',
    profile: shippedProfiles['vgg19']!,
    ...platform,
    overheadMs: 0,
    apps,
  });
  if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
  return result.plan;
};
/** Table I of the paper. */
const tableOne: AppDemand[] = [
  { name: 'app1', sloMs: 500, rateHz: 5 },
  { name: 'app2', sloMs: 800, rateHz: 10 },
  { name: 'app3', sloMs: 1000, rateHz: 20 },
];

it.each(['vgg19', 'bert', 'gpt2', 'videomae'] as const)('golden exhaustive provisioning by Eq. 6 of %s', (model) => {
  const context: PlanningContext = { profile: shippedProfiles[model]!, ...platform };
  const search = new ExhaustiveProvision(context);
  for (const { slos, rates, paper } of group.cases[model]) {
    const members = slos.map((slo, index) => member(`app${index}`, slo, rates[index]!));
    expect(search.best(members)!.costPerRequest / paper.best.costPerRequest).toBeCloseTo(1, 6);
  }
});

it('batch reproduces its line of Table I, and believes in average latencies', () => {
  const { groups } = planned('batch', tableOne);
  expect(groups.map((one) => [one.function.vcpu, one.batchSize, Math.round(one.apps[0]!.timeoutMs)])).toEqual([
    [1.55, 1, 0],
    [1.5, 2, 285],
    [1.5, 2, 485],
  ]);
  for (const { latencyMs } of groups) expect(latencyMs.max).toBe(latencyMs.avg);
});

it('batch refuses an SLO that no CPU function meets, with the tightest it could serve', () => {
  const result = plan({
    strategy: 'batch',
    model: 'vgg19',
    profile: shippedProfiles['vgg19']!,
    ...platform,
    overheadMs: 0,
    apps: [{ name: 'hasty', sloMs: 100, rateHz: 1 }],
  });
  expect(result).toMatchObject({ kind: 'unattainable', apps: [{ name: 'hasty', tightestSloMs: 181 }] });
});

it('mbs cuts into groups of equal rate and splits the app that stands on a cut', () => {
  const members = [member('a', 0.5, 5), member('b', 0.8, 10), member('c', 1, 15)];
  const parts = equalRates(members, 2).map((part) => part.map(({ name, rateHz }) => [name, rateHz]));
  expect(parts).toEqual([
    [
      ['a', 5],
      ['b', 10],
    ],
    [['c', 15]],
  ]);
  const thirds = equalRates(members, 3).map((part) => part.map(({ name, rateHz }) => [name, rateHz]));
  expect(thirds).toEqual([
    [
      ['a', 5],
      ['b', 5],
    ],
    [
      ['b', 5],
      ['c', 5],
    ],
    [['c', 10]],
  ]);
});

it('a split app says which part each group takes, and the parts make up its rate', () => {
  const apps = [
    { name: 'a', sloMs: 300, rateHz: 0.5 },
    { name: 'b', sloMs: 600, rateHz: 40 },
    { name: 'c', sloMs: 1000, rateHz: 0.5 },
  ];
  const parts = planned('mbs', apps).groups.flatMap((one) => one.apps.filter(({ name }) => name === 'b'));
  expect(parts.reduce((sum, part) => sum + part.rateHz, 0)).toBeCloseTo(40, 9);
  if (parts.length > 1) expect(parts.reduce((sum, part) => sum + part.share!, 0)).toBeCloseTo(1, 9);
});
