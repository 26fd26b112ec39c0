import { functionsOf, replannerDefaults, type DesiredFunction } from '@harmonybatch/pipeline';
import { modelVersionOf, type PlanProposed } from '@harmonybatch/contracts';
import { planned, started, World } from './world';

const external = { provisioning: 'external' } as const;
const lookMs = 20_000;

async function externalWorld(): Promise<World> {
  const world = new World(external);
  world.model();
  world.app('photos', 500);
  world.replanner.lead();
  await world.settle();
  return world;
}

const proposalOf = (world: World): PlanProposed => world.proposed().at(-1)!;

/** What somebody has to make for the plan that waits. */
const needed = (world: World): DesiredFunction[] =>
  functionsOf(proposalOf(world).plan.groups, world.models.get('vgg19')!, { ...replannerDefaults, ...external });

/** Somebody makes the functions with tools of his own. */
function made(world: World, functions = needed(world)): void {
  for (const { spec, warmInstances } of functions)
    world.platform.functions.set(spec.name, { spec, warm: warmInstances, owner: 'ours' });
}

describe('a planner whose functions somebody else makes', () => {
  it('says once which functions a plan needs, makes none, and puts the plan in force once all of them are there', async () => {
    const world = await externalWorld();
    const ensure = jest.spyOn(world.platform, 'ensure');
    await world.settle(120_000);
    expect(proposalOf(world)).toMatchObject({
      awaits: 'functions',
      obstacles: needed(world).map(({ spec: { name } }) => ({ functionName: name, message: 'it is not there' })),
    });
    expect(world.proposed()).toHaveLength(1);
    expect(world.plans()).toEqual([]);
    expect(world.events.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('a plan is not put in force'),
      expect.stringContaining('functions that a plan waits for'),
    ]);
    made(world);
    await world.settle(lookMs);
    expect(planned(world.last())).toEqual(['photos']);
    expect(world.proposed().at(-1)).toBeNull();
    expect(world.progress.reports.at(-1)!.state).toBe('in_force');
    expect(ensure).not.toHaveBeenCalled();
  });

  it('waits for the last of several, and for one that is not as the plan needs it, which it says once', async () => {
    const world = await externalWorld();
    const [first] = needed(world);
    const other = { ...first!, spec: { ...first!.spec, image: 'another' } };
    made(world, [other]);
    await world.settle(lookMs);
    expect(proposalOf(world).obstacles).toEqual([
      { functionName: first!.spec.name, message: 'image is another, not i' },
    ]);
    const warnings = world.events.warnings.length;
    await world.settle(120_000);
    expect(world.events.warnings).toHaveLength(warnings);
    expect(world.plans()).toEqual([]);
    made(world);
    await world.settle(lookMs);
    expect(world.plans()).toHaveLength(1);
  });

  it('looks at them at a pace of its own, however often rates come', async () => {
    const world = await externalWorld();
    const look = jest.spyOn(world.platform, 'differences');
    for (let second = 0; second < 60; second += 1) {
      world.rate('photos', 20);
      await world.settle(1_000);
    }
    expect(look.mock.calls.length).toBeLessThanOrEqual(5 * needed(world).length);
    expect(look.mock.calls.length).toBeGreaterThanOrEqual(2 * needed(world).length);
  });

  it('waits for the functions of the next plan where apps change meanwhile', async () => {
    const world = await externalWorld();
    const before = needed(world);
    world.app('photos', 20_000, 0.01);
    await world.settle();
    expect(needed(world)).not.toEqual(before);
    made(world);
    await world.settle(lookMs);
    expect(world.last().groups[0]!.apps[0]!.sloMs).toBe(20_000);
  });

  it('lets the plan in force follow its rates on its own functions while those of another version are awaited', async () => {
    const world = await started();
    world.replanner.follow();
    const replica = world.replica(external);
    replica.lead();
    await world.settle();
    const { modelVersion } = world.last();
    world.model({ version: '2', image: 'j' });
    for (let second = 0; second < 40; second += 10) {
      world.rate('photos', 60, replica);
      await world.settle(10_000);
    }
    expect([world.last().reason, world.last().groups[0]!.apps[0]!.rateHz]).toEqual(['rate', 60]);
    expect([world.last().modelVersion, proposalOf(world).plan.modelVersion]).toEqual([
      modelVersion,
      modelVersionOf(world.models.get('vgg19')!),
    ]);
    made(world);
    await world.settle(lookMs);
    expect(world.last().modelVersion).not.toBe(modelVersion);
  });

  it('notices that one in force is lost, makes it not, and removes none that is not needed', async () => {
    const world = await started();
    world.replanner.follow();
    world.replica(external).lead();
    await world.settle();
    const [kept, lost] = [...world.platform.functions];
    world.platform.functions.set('hb-left', lost?.[1] ?? kept![1]);
    world.platform.functions.delete(kept![0]);
    await world.settle(120_000);
    expect(world.events.faults).toEqual([
      'a function no longer exists on the platform, or cannot be called, and the planner makes none',
    ]);
    expect(world.platform.functions.has(kept![0])).toBe(false);
    expect(world.platform.functions.has('hb-left')).toBe(true);
  });
});
