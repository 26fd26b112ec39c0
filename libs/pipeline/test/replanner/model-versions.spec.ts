import { modelVersionOf, topics, type ModelDeployed } from '@harmonybatch/contracts';
import type { ReplannerOptions } from '@harmonybatch/pipeline';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { planned, World } from './world';

const names = (world: World): string[] => [...world.platform.functions.keys()].sort();
const versionsThere = (world: World): string[] => [
  ...new Set([...world.platform.functions.values()].map(({ spec }) => spec.image)),
];
const versionOf = (world: World): string => modelVersionOf(world.models.get('vgg19')!);

/** A plan of the first version, of image i, is in force. */
async function served(over: Partial<ReplannerOptions> = {}): Promise<World> {
  const world = new World(over);
  world.model();
  world.app('photos', 500);
  world.replanner.lead();
  await world.settle();
  return world;
}

/** An image that no function gets ready with. */
function breakImage(world: World, image: string): void {
  world.platform.refusal = (spec) => (spec.image === image ? new Error(`image ${image} is not there`) : undefined);
}

/** The plan in force is from before versions were kept. */
function forgetVersions({ publisher, versions }: World): void {
  publisher.records.splice(
    publisher.records.findIndex(({ topic }) => topic === topics.modelDeployed.name),
    1,
  );
  versions.apply(inboundRecord(topics.modelDeployed.name, null, { key: 'vgg19' }));
}

async function brokenVersion(over: Partial<ReplannerOptions> = {}): Promise<World> {
  const world = await served(over);
  breakImage(world, 'broken');
  world.model({ version: '2', image: 'broken' });
  await world.settle(20_000);
  return world;
}

describe('another version of a model', () => {
  it('takes over when its functions are ready, beside those of the version before, which go after their last batch', async () => {
    const world = await served();
    const [old] = names(world);
    let open = (): void => undefined;
    world.platform.gate = new Promise((resolve) => (open = resolve));
    world.model({ version: '2', image: 'j' });
    await world.settle(5_000);
    expect([world.plans().length, names(world)]).toEqual([1, [old]]);
    open();
    await world.settle();
    expect([world.last().reason, world.last().modelVersion]).toEqual(['model', versionOf(world)]);
    expect(versionsThere(world).sort()).toEqual(['i', 'j']);
    await world.settle(50_000);
    world.replanner.onExecuted(old!);
    await world.settle(50_000);
    expect(versionsThere(world).sort()).toEqual(['i', 'j']);
    await world.settle(30_000);
    expect(versionsThere(world)).toEqual(['j']);
  });

  it('that fails leaves the one before in force, with no function of its own, which is said once', async () => {
    const world = await brokenVersion();
    await world.settle(120_000);
    expect([world.plans().length, versionsThere(world)]).toEqual([1, ['i']]);
    expect(world.events.faults).toEqual([
      'a version of a model cannot take over, and the one before serves on; retrying',
    ]);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'failed', message: 'image broken is not there' });
  });

  it('that fails does not keep apps and rates from the version that serves on', async () => {
    const world = await brokenVersion();
    const before = world.last().modelVersion;
    world.app('search', 900);
    await world.settle(60_000);
    expect([planned(world.last()), world.last().modelVersion]).toEqual([['photos', 'search'], before]);
    for (let second = 0; second < 120; second += 10) {
      world.rate('photos', 60);
      await world.settle(10_000);
    }
    expect(
      world
        .last()
        .groups.flatMap(({ apps }) => apps)
        .find(({ name }) => name === 'photos')!.rateHz,
    ).toBe(60);
    expect(world.last().modelVersion).toBe(before);
    expect(versionsThere(world)).toEqual(['i']);
  });

  it('that fails leaves the functions of the one before healed, also under the replica that leads next', async () => {
    const world = await brokenVersion();
    world.replanner.follow();
    world.replica().lead();
    await world.settle();
    world.platform.functions.clear();
    await world.settle(90_000);
    expect(versionsThere(world)).toEqual(['i']);
    expect(names(world)).toEqual(world.last().groups.map(({ functionName }) => functionName));
  });

  it('takes over once it works', async () => {
    const world = await brokenVersion();
    breakImage(world, 'another');
    await world.settle(60_000);
    expect([world.last().modelVersion, world.progress.reports.at(-1)!.state]).toEqual([versionOf(world), 'in_force']);
  });

  it('is gone back from by what stood registered before, kept with the plans', async () => {
    const world = await served();
    const first = world.models.get('vgg19')!;
    world.model({ version: '2', image: 'j' });
    await world.settle();
    const { versions } = world.publisher.values<ModelDeployed>(topics.modelDeployed.name).at(-1)!;
    expect(versions.map(({ registered }) => registered.image)).toEqual(['j', 'i']);
    expect(versions[1]!.registered).toEqual(first);
    world.models.apply(inboundRecord(topics.modelProfiled.name, versions[1]!.registered, { key: 'vgg19' }));
    await world.settle();
    expect(world.last().modelVersion).toBe(modelVersionOf(first));
    await world.settle(120_000);
    expect(versionsThere(world)).toEqual(['i']);
  });

  it('that failed is gone back from without another plan', async () => {
    const world = await brokenVersion();
    world.model();
    await world.settle(60_000);
    expect([world.plans().length, world.progress.reports.at(-1)!.state]).toEqual([1, 'in_force']);
  });

  it('is remembered with the last three before it', async () => {
    const world = await served();
    for (const version of ['2', '3', '4', '5']) {
      world.model({ version });
      await world.settle();
    }
    const last = world.publisher.values<ModelDeployed>(topics.modelDeployed.name).at(-1)!;
    expect(last.versions.map(({ registered }) => registered.version)).toEqual(['5', '4', '3', '2']);
  });

  it('that awaits approval leaves the plan in force to follow its rates', async () => {
    const world = await served({ approval: 'required' });
    world.decide('approved');
    await world.settle();
    world.model({ version: '2', image: 'j' });
    await world.settle();
    for (let second = 0; second < 40; second += 10) {
      world.rate('photos', 60);
      await world.settle(10_000);
    }
    expect([world.last().reason, world.last().groups[0]!.apps[0]!.rateHz]).toEqual(['rate', 60]);
    expect(versionsThere(world)).toEqual(['i']);
    world.decide('approved');
    await world.settle();
    expect(world.last().modelVersion).toBe(versionOf(world));
  });

  it('that awaits approval leaves the plan in force as it is where the version of that one is not known any more', async () => {
    const world = await served({ approval: 'required' });
    world.decide('approved');
    await world.settle();
    world.model({ version: '2', image: 'j' });
    forgetVersions(world);
    await world.settle();
    for (let second = 0; second < 40; second += 10) {
      world.rate('photos', 60);
      await world.settle(10_000);
    }
    expect([world.plans().length, world.events.faults.slice(1)]).toEqual([1, []]);
    world.decide('approved');
    await world.settle();
    expect(world.last().modelVersion).toBe(versionOf(world));
  });

  it.each([
    [
      'another model',
      (value: ModelDeployed) => ({
        ...value,
        versions: value.versions.map((one) => ({ ...one, registered: { ...one.registered, name: 'bert' } })),
      }),
    ],
    [
      'another image',
      (value: ModelDeployed) => ({
        ...value,
        versions: value.versions.map((one) => ({ ...one, registered: { ...one.registered, image: 'evil' } })),
      }),
    ],
  ])('is not taken from a record in which it is %s', async (_what, change) => {
    const world = await served();
    const [value] = world.publisher.values<ModelDeployed>(topics.modelDeployed.name);
    const record = inboundRecord(topics.modelDeployed.name, change(value!), { key: 'vgg19' });
    expect(world.versions.apply(record)).toMatch(/^\/versions\/0: it is not version 1-[0-9a-f]{8} of vgg19$/);
  });
});
