import type { PlanPublished } from '@harmonybatch/contracts';
import { planned, World } from './world';

/** A model with an app that is tight and rare, on a function of 2.1 vCPU, and one that is frequent, on one of 1.35 vCPU. */
async function startedWithTwo(): Promise<World> {
  const world = new World();
  world.model();
  world.app('tight', 350, 0.1);
  world.app('busy', 900, 40);
  world.replanner.lead();
  await world.settle();
  return world;
}

const refuseVcpu =
  (...refused: number[]) =>
  ({ name, shape }: { readonly name: string; readonly shape: { readonly vcpu: number } }): Error | undefined =>
    refused.includes(shape.vcpu) ? new Error(`no ${name}`) : undefined;

const vcpuOf = (plan: PlanPublished): Record<string, number> =>
  Object.fromEntries(plan.groups.flatMap((group) => group.apps.map(({ name }) => [name, group.function.vcpu])));

const groupOf = (plan: PlanPublished, app: string): PlanPublished['groups'][number] =>
  plan.groups.find(({ apps }) => apps.some(({ name }) => name === app))!;
const idOf = (plan: PlanPublished, app: string): string => groupOf(plan, app).id;

const functionsThere = (world: World): string[] => [...world.platform.functions.keys()].sort();
const functionsNamed = (plan: PlanPublished): string[] => [...new Set(plan.groups.map((g) => g.functionName))].sort();

describe('a plan of which a function cannot be had', () => {
  it('comes into force without its apps, says so, and with them as soon as it can be had', async () => {
    const world = new World();
    world.platform.refusal = refuseVcpu(1.35);
    world.model();
    world.app('tight', 350, 0.1);
    world.app('busy', 900, 40);
    world.replanner.lead();
    await world.settle();
    expect(planned(world.last())).toEqual(['tight']);
    expect(world.last().missing).toEqual([
      {
        functionName: expect.any(String),
        function: expect.objectContaining({ vcpu: 1.35 }),
        apps: ['busy'],
        message: expect.stringMatching(/^no hb-/),
      },
    ]);
    expect(world.progress.reports.at(-1)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/part of the plan.*: no hb-/),
    });
    await world.settle(60_000);
    expect(world.plans()).toHaveLength(1);
    expect(world.events.faults.length).toBeLessThanOrEqual(2);
    world.platform.refusal = () => undefined;
    await world.settle(40_000);
    expect(planned(world.last())).toEqual(['busy', 'tight']);
    expect(world.last().missing).toBeUndefined();
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'in_force' });
  });

  it('leaves its apps where they are, and moves the others', async () => {
    const world = await startedWithTwo();
    const before = world.last();
    world.platform.refusal = refuseVcpu(1.5);
    world.app('tight', 320, 0.1);
    world.app('busy', 900, 60);
    await world.settle();
    expect(world.plans()).toHaveLength(2);
    expect(vcpuOf(world.last())).toEqual({ tight: 2.75, busy: 1.35 });
    expect(world.last().groups.map(({ id }) => id)).toContain(idOf(before, 'busy'));
    await world.settle(120_000);
    expect(functionsThere(world)).toEqual(functionsNamed(world.last()));
    world.platform.refusal = () => undefined;
    await world.settle(40_000);
    expect(vcpuOf(world.last())).toEqual({ tight: 2.75, busy: 1.5 });
  });

  it('leaves the whole plan as it is where all apps hang together, and takes down at once what could be had', async () => {
    const world = new World();
    world.model();
    world.app('busy', 900, 40);
    world.app('rare', 950, 0.1);
    world.replanner.lead();
    await world.settle();
    expect(world.last().groups.map(({ apps }) => apps.length)).toEqual([2]);
    const before = functionsThere(world);
    world.platform.refusal = refuseVcpu(1.85);
    world.app('busy', 600, 40);
    world.app('rare', 350, 0.1);
    await world.settle(10_000);
    expect(world.plans()).toHaveLength(1);
    expect(functionsThere(world)).toEqual(before);
  });

  it('gives a function that may not have more instances those that it has', async () => {
    const world = await startedWithTwo();
    const { functionName, warmInstances } = groupOf(world.last(), 'tight');
    world.platform.refusal = ({ name }, warm) =>
      name === functionName && warm > warmInstances ? new Error('no quota') : undefined;
    world.app('tight', 350, 4);
    world.app('busy', 900, 60);
    await world.settle();
    expect(vcpuOf(world.last())).toEqual({ tight: 2.1, busy: 1.5 });
    expect(groupOf(world.last(), 'tight').warmInstances).toBe(warmInstances);
    expect(world.platform.functions.get(functionName)?.warm).toBe(warmInstances);
    expect(world.last().missing).toMatchObject([{ functionName, apps: ['tight'] }]);
  });

  it.each([
    ['state of the model', (world: World) => world.model({ image: 'another' })],
    ['settings', (world: World) => (world.replanner.follow(), world.replica({ functionPrefix: 'hc-' }).lead())],
  ])('is for another %s: the one in force stays whole', async (_what, change) => {
    const world = await startedWithTwo();
    const kept = new Set(world.last().groups.map(({ functionName }) => functionName));
    let made = 0;
    world.platform.refusal = ({ name }) => (kept.has(name) || (made += 1) % 2 === 1 ? undefined : new Error('no'));
    change(world);
    await world.settle(900);
    expect(made).toBeGreaterThan(1);
    expect(world.plans()).toHaveLength(1);
    expect(functionsThere(world)).toEqual([...kept].sort());
  });

  it('is tried again by the replica that leads next, though its apps are all served', async () => {
    const world = await startedWithTwo();
    const { groups } = world.last();
    const [{ functionName, function: shape }] = groups as [(typeof groups)[0]];
    world.replanner.follow();
    world.writes({ ...world.last(), missing: [{ functionName, function: shape, apps: ['busy'], message: 'none' }] });
    world.replica().lead();
    await world.settle();
    expect([world.last().reason, world.last().missing]).toEqual(['functions', undefined]);
    await world.settle(60_000);
    expect(world.plans()).toHaveLength(3);
  });
});
