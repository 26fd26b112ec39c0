import type { PlanPublished } from '@harmonybatch/contracts';
import { planned, World } from './world';

const warmOf = ({ groups }: PlanPublished): number =>
  [...new Map(groups.map(({ functionName, warmInstances }) => [functionName, warmInstances])).values()].reduce(
    (sum, warm) => sum + warm,
    0,
  );
const restMs = 120_000;

/** Lets time pass, with what is written read back soon. */
async function pass(world: World, durationMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < durationMs; passedMs += 5_000) await world.settle(5_000);
}

/** A platform that keeps so many instances warm, and a model whose best plan keeps 15. */
async function limitedTo(quota: number): Promise<World> {
  const world = new World();
  world.platform.quota = quota;
  world.model();
  world.app('photos', 500, 20);
  world.replanner.lead();
  await pass(world, 15_000);
  return world;
}

describe('a quota of instances that the best plan does not fit into', () => {
  it.each([13, 1])('brings the best plan within it: %d instances, and says so once', async (quota) => {
    const world = await limitedTo(quota);
    expect(planned(world.last())).toEqual(['photos']);
    expect(world.last().instanceLimits?.cpu).toBeLessThanOrEqual(quota);
    expect(warmOf(world.last())).toBeLessThanOrEqual(quota);
    expect(world.last().notes?.at(-1)).toMatch(/The platform gives at most \d+ warm CPU instances at a time/);
    await pass(world, 6 * restMs);
    expect(world.plans().length).toBeLessThan(8);
    expect([quota, quota + 1]).toContain(world.last().instanceLimits?.cpu);
    expect(warmOf(world.last())).toBeGreaterThan(quota - 3);
    expect(world.events.warnings.map(({ message }) => message)).toEqual([
      'the platform keeps no more instances warm; planning within what it gives',
    ]);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'in_force' });
  });

  it('brings the best plan back when it grows', async () => {
    const world = await limitedTo(8);
    await pass(world, 4 * restMs);
    world.platform.quota = 100;
    await pass(world, 3 * restMs);
    expect([warmOf(world.last()), world.last().instanceLimits]).toEqual([15, undefined]);
    const written = world.plans().length;
    await pass(world, 4 * restMs);
    expect(world.plans()).toHaveLength(written);
  });

  it('counts what the plan in force holds until the other one is there', async () => {
    const world = new World();
    world.model();
    world.app('busy', 900, 40);
    world.replanner.lead();
    await world.settle();
    expect(warmOf(world.last())).toBe(24);
    world.platform.quota = 30;
    world.model({ image: 'another' });
    await pass(world, 15_000);
    expect(world.last()).toMatchObject({ reason: 'model' });
    expect(warmOf(world.last())).toBeLessThanOrEqual(6);
    await pass(world, 4 * restMs);
    expect([warmOf(world.last()), world.last().instanceLimits]).toEqual([24, undefined]);
  });

  it('is asked for more by the replica that leads next, which keeps what there is meanwhile', async () => {
    const world = await limitedTo(8);
    await pass(world, 4 * restMs);
    const { groups } = world.last();
    world.replanner.follow();
    world.replica().lead();
    await pass(world, 60_000);
    expect(world.last().groups).toEqual(groups);
    world.platform.quota = 100;
    await pass(world, 3 * restMs);
    expect(warmOf(world.last())).toBe(15);
  });

  it('keeps a plan whose rates moved within it', async () => {
    const world = await limitedTo(12);
    await pass(world, 4 * restMs);
    for (let second = 0; second < 60; second += 10) {
      world.rate('photos', 30);
      await world.settle(10_000);
    }
    expect(world.board.plannedRateHz('vgg19', 'photos')).toBe(30);
    expect(warmOf(world.last())).toBeLessThanOrEqual(12);
  });
});
