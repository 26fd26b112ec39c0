import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import { kneeRateHz, plan, type AppDemand, type PlannedGroup, type PlanResult } from '@harmonybatch/planning';

const base = {
  strategy: 'harmony',
  prices: priceBooks['prototype-2023-cny']!,
  catalogue: catalogues['alibaba-2023']!,
  overheadMs: 0,
};
const planFor = (model: string, apps: AppDemand[], over: Partial<typeof base> = {}): PlanResult =>
  plan({ ...base, ...over, model, profile: shippedProfiles[model]!, apps });

function groupsOf(result: PlanResult): readonly PlannedGroup[] {
  if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
  return result.plan.groups;
}

const app = (name: string, sloMs: number, rateHz: number): AppDemand => ({ name, sloMs, rateHz });

describe('what the published prototype does wrong', () => {
  it("a merged group's weight is the sum of its parts", () => {
    const result = planFor('vgg19', [app('a', 500, 5), app('b', 800, 10), app('c', 1000, 20)]);
    const perSecond = groupsOf(result).map(
      (group) => group.costPerRequest * group.apps.reduce((sum, { rateHz }) => sum + rateHz, 0),
    );
    const total = perSecond.reduce((sum, cost) => sum + cost, 0);
    if (result.kind !== 'planned') throw new Error('not planned');
    expect(result.plan.costPerSecond).toBeCloseTo(total, 15);
    expect(result.plan.costPerRequest).toBeCloseTo(total / 35, 15);
  });

  it("every app's SLO is checked, the tightest one too", () => {
    for (const group of groupsOf(planFor('vgg19', [app('a', 250, 30), app('b', 3000, 30), app('c', 9000, 30)]))) {
      for (const { sloMs, timeoutMs } of group.apps)
        expect(timeoutMs + group.latencyMs.max).toBeLessThanOrEqual(sloMs + 1e-9);
    }
  });

  it('a function of maximum size is offered only if it meets the SLO', () => {
    // VGG-19 takes 249 ms at most on 16 vCPU: below that only GPU functions are left.
    const [group] = groupsOf(planFor('vgg19', [app('a', 248, 0.01)]));
    expect(group?.function.type).toBe('gpu');
    const [looser] = groupsOf(planFor('vgg19', [app('a', 260, 0.01)]));
    expect(looser?.function.type).toBe('cpu');
  });

  it('an SLO that nothing can meet names the app and the tightest SLO, and that one can be met', () => {
    const result = planFor('gpt2', [app('fine', 2000, 1), app('hasty', 20, 1), app('worse', 10, 1)], {
      overheadMs: 60,
    });
    if (result.kind !== 'unattainable') throw new Error(result.kind);
    expect(result.apps.map(({ name }) => name)).toEqual(['hasty', 'worse']);
    const tightest = result.apps[0]!.tightestSloMs!;
    expect(result.apps[0]!.message).toContain(`${tightest} ms`);
    expect(planFor('gpt2', [app('hasty', tightest, 1)], { overheadMs: 60 }).kind).toBe('planned');
    expect(planFor('gpt2', [app('hasty', tightest - 1, 1)], { overheadMs: 60 }).kind).toBe('unattainable');
  });

  it('a very loose SLO still gets a CPU plan', () => {
    const [group] = groupsOf(planFor('vgg19', [app('a', 600_000, 0.0001)]));
    expect(group?.function.type).toBe('cpu');
  });

  it('vCPU lies on its grid', () => {
    for (const slo of [400, 500, 650, 900, 2000, 60_000]) {
      for (const { function: shape } of groupsOf(planFor('vgg19', [app('a', slo, 0.3)]))) {
        expect(String(shape.vcpu)).toMatch(/^\d+(\.\d{1,2})?$/);
        expect((shape.vcpu * 20) % 1).toBeCloseTo(0, 9);
      }
    }
  });

  it('ties of SLO are ordered by rate', () => {
    const apps = [app('often', 2000, 20), app('seldom', 2000, 1), app('medium', 2000, 8)];
    const order = groupsOf(planFor('vgg19', apps)).flatMap((group) => group.apps.map(({ name }) => name));
    expect(order).toEqual(['seldom', 'medium', 'often']);
  });

  it("the caller's list is not changed", () => {
    const apps = Object.freeze([app('b', 1000, 2), app('a', 500, 9)].map((one) => Object.freeze(one)));
    expect(planFor('vgg19', apps as AppDemand[]).kind).toBe('planned');
    expect(apps.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('one tight app does not keep the looser ones from being merged', () => {
    const loose = Array.from({ length: 12 }, (_, index) => app(`loose${index}`, 900 + index, 6));
    expect(groupsOf(planFor('vgg19', loose))).toHaveLength(1);
    expect(groupsOf(planFor('vgg19', [app('tight', 300, 2), ...loose])).length).toBeLessThanOrEqual(2);
  });
});

it('the knee between CPU and GPU of VGG-19 and BERT lies where the method has it', () => {
  const knee = (model: string) =>
    kneeRateHz({ profile: shippedProfiles[model]!, prices: base.prices, catalogue: catalogues['paper-2023']! }, 0.8);
  expect(knee('vgg19')).toBeGreaterThan(7);
  expect(knee('vgg19')).toBeLessThan(16);
  expect(knee('bert')).toBeLessThan(25);
});

it("Table I's plan comes out: one CPU function for the tight app, one GPU function of 2 GB for the others", () => {
  const apps = [app('app1', 500, 5), app('app2', 800, 10), app('app3', 1000, 20)];
  const groups = groupsOf(planFor('vgg19', apps, { catalogue: catalogues['paper-2023']! }));
  expect(
    groups.map(({ function: shape, batchSize }) => [shape.type, shape.vcpu, shape.gpuMemoryMb, batchSize]),
  ).toEqual([
    ['cpu', 1.55, undefined, 1],
    ['gpu', 2 / 3, 2048, 14],
  ]);
});

it('what cannot be planned is said, all at once', () => {
  const result = planFor('vgg19', [app('a', -5, 1), app('a', 100, Number.NaN)], {
    strategy: 'none',
    overheadMs: Infinity,
  });
  if (result.kind !== 'invalid') throw new Error(result.kind);
  expect(result.faults).toHaveLength(5);
  expect(planFor('vgg19', []).kind).toBe('invalid');
});
