import { CalibrationRegistry, proposalIdOf, type ReplannerOptions } from '@harmonybatch/pipeline';
import { topics } from '@harmonybatch/contracts';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { planned, started, World } from './world';

const approval = { approval: 'required' } as const;

/** A model whose first plan was approved and is in force. */
async function approved(over: Partial<ReplannerOptions> = {}): Promise<World> {
  const world = new World({ ...approval, ...over });
  world.model();
  world.app('photos', 500);
  world.replanner.lead();
  await world.settle();
  await approve(world);
  return world;
}

async function approve(world: World): Promise<void> {
  world.decide('approved');
  await world.settle();
}

async function ratesMove(world: World, rateHz: number): Promise<void> {
  for (let second = 0; second < 40; second += 10) {
    world.rate('photos', rateHz);
    await world.settle(10_000);
  }
}

const waiting = (world: World) => world.proposed().at(-1)!;
const names = (world: World): string[] => [...world.platform.functions.keys()].sort();
const functionsOf = (plan: { groups: readonly { functionName: string }[] }): string[] =>
  [...new Set(plan.groups.map(({ functionName }) => functionName))].sort();

describe('a plan that has to be approved', () => {
  it('waits without functions, which is said once, and comes into force when it is approved', async () => {
    const world = new World(approval);
    world.model();
    world.app('photos', 500);
    world.replanner.lead();
    await world.settle(60_000);
    expect(world.proposed()).toHaveLength(1);
    expect(waiting(world)).toMatchObject({ awaits: 'approval', unkept: [{ app: 'photos' }] });
    expect([world.plans(), names(world), world.events.warnings.length]).toEqual([[], [], 1]);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'proposed' });
    const { id } = waiting(world);
    await approve(world);
    expect(world.plans().map(proposalIdOf)).toEqual([id]);
    expect(world.proposed().at(-1)).toBeNull();
    expect(names(world)).toEqual(functionsOf(world.last()));
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'in_force' });
  });

  it('leaves the plan in force, which follows its rates, and brings the approved groups at the rates of then', async () => {
    const world = await approved();
    world.app('search', 900);
    await world.settle();
    expect(waiting(world).changes.length).toBeGreaterThan(0);
    await ratesMove(world, 40);
    const repriced = world.last();
    expect([repriced.reason, planned(repriced)]).toEqual(['rate', ['photos']]);
    expect(repriced.groups[0]!.apps[0]!.rateHz).toBeGreaterThan(35);
    const { id } = waiting(world);
    await approve(world);
    expect([planned(world.last()), proposalIdOf(world.last())]).toEqual([['photos', 'search'], id]);
    expect(
      world
        .last()
        .groups.flatMap(({ apps }) => apps)
        .find(({ name }) => name === 'photos')!.rateHz,
    ).toBeGreaterThan(35);
  });

  it('says which apps are not served as they ask, once, until the plan is in force', async () => {
    const world = await approved();
    const faults = world.events.faults.length;
    world.app('photos', 300);
    world.app('search', 900);
    await world.settle(40_000);
    expect(waiting(world).unkept).toEqual([
      { app: 'photos', message: 'planned for 500 ms, and asks for 300 ms' },
      { app: 'search', message: 'no plan in force serves it' },
    ]);
    expect(world.events.faults).toHaveLength(faults + 1);
    expect(world.progress.reports.at(-1)!.message).toContain('until then not served as they ask: photos (planned for');
    expect(world.events.countOf(plannerMetrics.unkeptPromises)).toBe(3);
  });

  it('says so too where executions get slower, and nothing is changed without approval', async () => {
    const world = await approved();
    world.replanner.follow();
    const calibrations = new CalibrationRegistry();
    world.replica({}, calibrations).lead();
    await world.settle(15_000);
    const value = {
      model: 'vgg19',
      modelVersion: world.last().modelVersion,
      cpu: 1.4,
      gpu: 1.4,
      reason: 'drift',
      changedAtMs: 1,
      history: [],
    };
    expect(calibrations.apply(inboundRecord(topics.calibrationChanged.name, value, { key: 'vgg19' }))).toBeNull();
    await world.settle(15_000);
    expect(waiting(world).unkept).toMatchObject([
      { app: 'photos', message: expect.stringMatching(/^takes up to \d+ ms longer/) },
    ]);
    expect(world.plans()).toHaveLength(1);
  });

  it('is not proposed again when it was rejected, until another plan is wanted', async () => {
    const world = await approved();
    world.app('search', 900);
    await world.settle();
    world.decide('rejected');
    const records = world.proposed().length;
    await world.settle(60_000);
    expect([world.proposed().length, planned(world.last())]).toEqual([records, ['photos']]);
    world.app('search', 1_200);
    await world.settle();
    expect(waiting(world).id).not.toBe(world.proposed().at(records - 1)!.id);
    await approve(world);
    expect(planned(world.last())).toEqual(['photos', 'search']);
  });

  it('is not brought into force by approval of one that it took the place of', async () => {
    const world = await approved();
    world.app('search', 900);
    await world.settle();
    const old = waiting(world).id;
    world.app('search', 400);
    await world.settle();
    world.decide('approved', old);
    await world.settle(20_000);
    expect(planned(world.last())).toEqual(['photos']);
  });

  it('is dropped where the plan in force is right again', async () => {
    const world = await approved();
    world.app('search', 900);
    await world.settle();
    world.app('search', null);
    await world.settle();
    expect([world.proposed().at(-1), world.plans().length]).toEqual([null, 1]);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'in_force' });
  });

  it('is not needed for other rates of a plan that came into force before plans had to be approved', async () => {
    const world = await started();
    world.replanner.follow();
    const replica = world.replica(approval);
    replica.lead();
    await world.settle(15_000);
    world.app('photos', 500, 21);
    replica.onPlanRequested('vgg19');
    await world.settle();
    expect(world.plans().map(({ reason }) => reason)).toEqual(['first', 'app']);
    expect(world.proposed()).toEqual([]);
  });

  it('waits on, and is approved, under the replica that leads next, which says nothing again', async () => {
    const world = await approved();
    world.app('search', 900);
    await world.settle();
    const [records, warnings] = [world.proposed().length, world.events.warnings.length];
    world.replanner.follow();
    world.replica().lead();
    await world.settle(20_000);
    expect([world.proposed().length, world.events.warnings.length]).toEqual([records, warnings]);
    await approve(world);
    expect(planned(world.last())).toEqual(['photos', 'search']);
  });

  it('comes into force by itself once no approval is asked for any more', async () => {
    const world = await approved();
    world.app('search', 900);
    await world.settle();
    world.replanner.follow();
    world.replica({ approval: 'automatic' }).lead();
    await world.settle();
    expect([planned(world.last()), world.proposed().at(-1)]).toEqual([['photos', 'search'], null]);
  });

  it('is tried again without asking where its functions were refused after it was approved', async () => {
    const world = await approved();
    world.app('search', 900);
    await world.settle();
    world.platform.failures = 2;
    await approve(world);
    await world.settle(10_000);
    expect(planned(world.last())).toEqual(['photos', 'search']);
    expect(world.last().missing).toBeUndefined();
  });

  it('gives way to a plan that somebody holds the model to', async () => {
    const world = await approved();
    const first = world.last();
    world.app('search', 900);
    await world.settle();
    await approve(world);
    world.app('search', 1_500);
    await world.settle();
    world.pin(first);
    await world.settle(20_000);
    expect([world.last().reason, planned(world.last())]).toEqual(['pinned', ['photos']]);
    expect(world.proposed().at(-1)).toBeNull();
  });

  it('needs no approval where nothing is left to be planned', async () => {
    const world = await approved();
    world.app('photos', null);
    await world.settle();
    expect(world.publisher.records.filter(({ topic }) => topic === topics.planPublished.name).at(-1)!.value).toBeNull();
  });
});
