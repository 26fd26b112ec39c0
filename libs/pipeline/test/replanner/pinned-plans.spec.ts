import type { PlanPublished } from '@harmonybatch/contracts';
import { planned, started, type World } from './world';

const functionsOf = ({ groups }: PlanPublished): string[] => [
  ...new Set(groups.map(({ functionName }) => functionName)),
];
const idsOf = ({ groups }: PlanPublished): string[] => groups.map(({ id }) => id);

/** Rates that would bring another plan. */
async function rateMoves(world: World): Promise<void> {
  for (let second = 0; second < 40; second += 10) {
    world.rate('photos', 0.2);
    await world.settle(10_000);
  }
}

describe('a plan that somebody holds a model to', () => {
  it('stays, whatever rates, apps, settings and requests say, and the model is planned again without it', async () => {
    const world = await started(800);
    world.pin(world.last());
    await rateMoves(world);
    world.app('search', 900);
    world.replanner.onPlanRequested('vgg19');
    await world.settle(20_000);
    expect(world.plans()).toHaveLength(1);
    world.pin(null);
    await world.settle();
    expect(planned(world.last())).toEqual(['photos', 'search']);
  });

  it('has its functions made again when they are lost', async () => {
    const world = await started();
    world.pin(world.last());
    world.platform.functions.clear();
    await world.settle(70_000);
    expect([...world.platform.functions.keys()]).toEqual(functionsOf(world.last()));
  });

  it('comes back into force when its functions are ready, and the functions of the plan before go', async () => {
    const world = await started(800);
    const earlier = world.last();
    await rateMoves(world);
    const replaced = world.last();
    expect(idsOf(replaced)).not.toEqual(idsOf(earlier));
    await world.settle(120_000);
    world.platform.failures = 1;
    world.pin(earlier);
    await world.settle(500);
    expect(world.plans().at(-1)).toEqual(replaced);
    await world.settle(5_000);
    expect([world.last().reason, idsOf(world.last())]).toEqual(['pinned', idsOf(earlier)]);
    await world.settle(120_000);
    expect([...world.platform.functions.keys()].sort()).toEqual(functionsOf(earlier).sort());
  });

  it('holds for the replica that leads next', async () => {
    const world = await started(800);
    world.pin(world.last());
    world.replanner.follow();
    world.replica({ overheadMs: 100 }).lead();
    await world.settle(20_000);
    expect(world.plans()).toHaveLength(1);
  });

  it.each([
    ['another state of the model', (plan: PlanPublished) => ({ ...plan, modelVersion: '0-00000000' })],
    [
      'functions that are not its own',
      (plan: PlanPublished) => ({
        ...plan,
        groups: plan.groups.map((group) => ({ ...group, functionName: 'hb-forged' })),
      }),
    ],
  ])('is not taken where it is for %s, which is logged once', async (_what, change) => {
    const world = await started(800);
    world.pin(change(world.last()));
    world.app('search', 900);
    await world.settle(20_000);
    expect(planned(world.last())).toEqual(['photos', 'search']);
    expect(world.events.faults).toEqual(['a pinned plan cannot be in force']);
    expect(world.platform.functions.has('hb-forged')).toBe(false);
  });
});
