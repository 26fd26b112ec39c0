import { limits } from '@harmonybatch/contracts';
import type { Replanner } from '@harmonybatch/pipeline';
import { planned, started, World } from './world';

const dry = { provisioning: 'dry-run' } as const;

async function dryWorld(): Promise<World> {
  const world = new World(dry);
  world.model();
  world.app('photos', 500);
  world.replanner.lead();
  await world.settle();
  return world;
}

/** A planner that makes functions has made a plan, and one that makes none takes over. */
async function takenOver(): Promise<{ world: World; replica: Replanner }> {
  const world = await started();
  world.replanner.follow();
  world.platform.refusal = () => new Error('a function was touched');
  const replica = world.replica(dry);
  replica.lead();
  await world.settle();
  return { world, replica };
}

describe('a planner that makes no functions', () => {
  it('says once which functions a plan needs, touches none, and puts the plan not in force', async () => {
    const world = await dryWorld();
    await world.settle(120_000);
    const [proposal, ...others] = world.proposed();
    expect(others).toEqual([]);
    expect(proposal).toMatchObject({ model: 'vgg19', awaits: 'functions', plan: { reason: 'first' } });
    const [group] = proposal!.plan.groups;
    expect(proposal!.changes).toEqual([
      {
        change: 'create',
        functionName: group!.functionName,
        function: group!.function,
        after: { warmInstances: group!.warmInstances, costPerSecond: expect.closeTo(proposal!.plan.costPerSecond, 12) },
      },
    ]);
    expect(world.events.warnings).toHaveLength(1);
    expect(world.plans()).toEqual([]);
    expect(world.platform.functions.size).toBe(0);
    expect(world.progress.reports.at(-1)!.state).toBe('proposed');
  });

  it('says the next plan where apps change, and that none waits where none is wanted any more', async () => {
    const world = await dryWorld();
    world.app('search', 900);
    await world.settle();
    expect(planned(world.proposed().at(-1)!.plan)).toEqual(['photos', 'search']);
    world.app('search', null);
    world.app('photos', null);
    await world.settle();
    expect(world.proposed().at(-1)).toBeNull();
    expect(world.plans()).toEqual([]);
  });

  it('leaves a plan in force alone, and drops its proposal when that plan is right again', async () => {
    const { world } = await takenOver();
    const before = new Map(world.platform.functions);
    world.app('photos', 500, 0.2);
    await world.settle();
    const changes = world
      .proposed()
      .at(-1)!
      .changes.map(({ change }) => change);
    expect(changes).toContain('remove');
    expect(world.proposed().at(-1)!.costPerSecondInForce).toBe(world.last().costPerSecond);
    world.app('photos', 500);
    await world.settle();
    expect(world.proposed().at(-1)).toBeNull();
    await world.settle(120_000);
    expect(world.plans()).toHaveLength(1);
    expect(world.platform.functions).toEqual(before);
  });

  it('puts a plan in force that needs no other functions, and as many instances as there are', async () => {
    const { world, replica } = await takenOver();
    replica.onPlanRequested('vgg19');
    await world.settle();
    expect(world.plans().map(({ reason }) => reason)).toEqual(['first', 'requested']);
    expect(world.proposed()).toEqual([]);
  });

  it('does not bring lost functions back, which it says once, and notices that somebody did', async () => {
    const { world } = await takenOver();
    const functions = new Map(world.platform.functions);
    world.platform.functions.clear();
    await world.settle(90_000);
    expect(world.platform.functions.size).toBe(0);
    expect(world.events.faults).toHaveLength(1);
    expect(world.progress.reports.at(-1)!.state).toBe('failed');
    for (const [name, made] of functions) world.platform.functions.set(name, made);
    await world.settle(60_000);
    expect(world.progress.reports.at(-1)!.state).toBe('in_force');
  });

  it('does not remove functions that no plan names', async () => {
    const { world } = await takenOver();
    const [, made] = [...world.platform.functions][0]!;
    world.platform.functions.set('hb-left', made);
    await world.settle(limits.maxSloMs + 120_000);
    expect(world.platform.functions.has('hb-left')).toBe(true);
  });

  it('says the plan that is wanted, and not the one in force at the rates of then', async () => {
    const { world, replica } = await takenOver();
    world.app('search', 900);
    await world.settle();
    for (let second = 0; second < 120; second += 10) {
      world.rate('photos', 200, replica);
      await world.settle(10_000);
    }
    expect(world.plans()).toHaveLength(1);
    for (const proposal of world.proposed()) expect(planned(proposal!.plan)).toEqual(['photos', 'search']);
    expect(world.proposed().at(-1)!.plan.groups[0]!.apps[0]!.rateHz).toBeGreaterThan(150);
  });

  it('writes the proposal of the replica before no second time', async () => {
    const world = await dryWorld();
    world.replanner.follow();
    world.replica().lead();
    await world.settle(20_000);
    expect(world.proposed()).toHaveLength(1);
    expect(world.events.warnings).toHaveLength(1);
  });
});
