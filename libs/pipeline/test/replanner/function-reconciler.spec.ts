import { FunctionRefusedError } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { started, World } from './world';

const functionsOf = (world: World): string[] => [
  ...new Set(world.last().groups.map(({ functionName }) => functionName)),
];

/** A promise and what resolves it. */
function gate(): { readonly closed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const closed = new Promise<void>((resolve) => (open = resolve));
  return { closed, open };
}

describe('a function in force that is gone from the platform', () => {
  it('is made again as soon as a batch met that, and no plan is needed for it', async () => {
    const world = await started();
    const [name] = functionsOf(world);
    const { warm } = world.platform.functions.get(name!)!;
    world.platform.functions.clear();
    world.replanner.onExecuted(name!, { model: 'vgg19' });
    await world.settle(0);
    expect(world.platform.functions.get(name!)?.warm).toBe(warm);
    expect(world.plans()).toHaveLength(1);
    expect(world.events.faults).toEqual([
      'a function no longer exists on the platform, or cannot be called; recreating it',
    ]);
  });

  it('is made again though no batch is sent to it', async () => {
    const world = await started();
    world.platform.functions.clear();
    await world.settle(70_000);
    expect([...world.platform.functions.keys()]).toEqual(functionsOf(world));
  });

  it('is tried again until the platform makes it, which is told meanwhile', async () => {
    const world = await started();
    const [name] = functionsOf(world);
    world.platform.functions.clear();
    world.platform.failures = 3;
    for (let report = 0; report < 5; report += 1) world.replanner.onExecuted(name!, { model: 'vgg19' });
    await world.settle(100);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'failed', reason: null, message: 'no quota' });
    await world.settle(20_000);
    expect(world.platform.functions.has(name!)).toBe(true);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'in_force' });
    expect(world.platform.failures).toBe(0);
  });

  it('is left alone by a replica that stands by, and where no plan in force names it', async () => {
    const world = await started();
    const [name] = functionsOf(world);
    world.replanner.onExecuted('hb-forged', { model: 'vgg19' });
    world.replanner.onExecuted('hb-forged', { model: 'none' });
    world.replanner.follow();
    world.platform.functions.clear();
    world.replanner.onExecuted(name!, { model: 'vgg19' });
    await world.settle(5_000);
    expect(world.platform.functions.size).toBe(0);
  });

  it('is looked for when a replica begins to plan', async () => {
    const world = await started();
    world.replanner.follow();
    world.platform.functions.clear();
    world.replica().lead();
    await world.settle(1_000);
    expect([...world.platform.functions.keys()]).toEqual(functionsOf(world));
    expect(world.plans()).toHaveLength(1);
  });
});

describe('a function in force that is there and cannot be called', () => {
  it.each(['failed', 'inactive', 'disabled'] as const)(
    'is mended where it is %s, and nobody has to call it',
    async (state) => {
      const world = await started();
      const [name] = functionsOf(world);
      world.platform.states.set(name!, { name: name!, state, reason: 'so it is' });
      await world.settle(35_000);
      expect(world.platform.states.size).toBe(0);
      expect(world.events.faults).toEqual([
        expect.stringMatching(/^a function (has|was) .*platform.*; recreating it$/),
      ]);
      expect(world.events.countOf(plannerMetrics.functionsRemade)).toBe(1);
    },
  );

  it('is left alone where the platform makes it ready itself', async () => {
    const world = await started();
    const [name] = functionsOf(world);
    world.platform.states.set(name!, { name: name!, state: 'pending' });
    await world.settle(35_000);
    expect(world.platform.states.size).toBe(1);
    expect(world.events.faults).toEqual([]);
  });

  it('is asked for at the slowest pace where the platform refuses it, which is logged once', async () => {
    const world = await started();
    const [name] = functionsOf(world);
    const refusal = new FunctionRefusedError(name!, 'image', 'there is no such image');
    const ensure = jest.spyOn(world.platform, 'ensure').mockRejectedValue(refusal);
    world.platform.states.set(name!, { name: name!, state: 'failed' });
    await world.settle(130_000);
    expect(ensure.mock.calls.length).toBeLessThanOrEqual(5);
    expect(ensure.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(world.events.faults).toEqual([
      'a function has failed on the platform; recreating it',
      'a function could not be recreated; retrying',
    ]);
    expect(world.replanner.notReadyReasons()).toEqual([expect.stringMatching(/failed.*there is no such image/)]);
  });
});

describe('a function that still drains and is gone from the platform', () => {
  it('is made again as it was, though another state of the model is registered by now, and goes after its last batch', async () => {
    const world = await started();
    const [old] = functionsOf(world);
    world.model({ image: 'another' });
    await world.settle();
    expect(functionsOf(world)).not.toContain(old);
    world.platform.functions.clear();
    world.replanner.onExecuted(old!, { model: 'vgg19' });
    await world.settle(0);
    expect(world.platform.functions.get(old!)?.spec.image).toBe('i');
    await world.settle(90_000);
    expect(world.platform.functions.has(old!)).toBe(false);
  });

  it('is known to a replica that took over, by model and shape, and to none where the name is another’s', async () => {
    const world = await started();
    const { functionName: old, function: shape } = world.last().groups[0]!;
    world.app('photos', 20_000, 0.01);
    await world.settle();
    expect(functionsOf(world)).not.toContain(old);
    world.replanner.follow();
    world.platform.functions.clear();
    const other = world.replica();
    other.lead();
    await world.settle(1_000);
    other.onExecuted(`${old}x`, { model: 'vgg19', function: shape });
    other.onExecuted(old, { model: 'vgg19', function: shape });
    await world.settle(1_000);
    expect([...world.platform.functions.keys()].sort()).toEqual([...functionsOf(world), old].sort());
  });
});

describe('readiness', () => {
  it('says which functions of plans in force are gone, also while nobody calls them, until they are there again', async () => {
    const world = await started();
    expect(world.replanner.notReadyReasons()).toEqual([]);
    const [name] = functionsOf(world);
    world.platform.functions.clear();
    world.platform.failures = 1_000;
    await world.settle(35_000);
    expect(world.replanner.notReadyReasons()).toEqual(
      functionsOf(world).map(() => expect.stringMatching(/no longer exists.*no quota/)),
    );
    expect(world.replanner.notReadyReasons()[0]).toContain(name);
    world.platform.failures = 0;
    await world.settle(60_000);
    expect(world.replanner.notReadyReasons()).toEqual([]);
  });

  it('says so while the platform does not answer, where plans name functions, and asks again soon', async () => {
    const world = await started();
    const list = jest.spyOn(world.platform, 'list').mockRejectedValue(new Error('unreachable'));
    await world.settle(35_000);
    expect(world.replanner.notReadyReasons()).toEqual(['the functions cannot be listed: unreachable']);
    list.mockRestore();
    await world.settle(6_000);
    expect(world.replanner.notReadyReasons()).toEqual([]);
  });

  it('is no matter of the platform where no plan is in force, or another replica leads', async () => {
    const world = new World();
    jest.spyOn(world.platform, 'list').mockRejectedValue(new Error('unreachable'));
    world.replanner.lead();
    await world.settle(35_000);
    expect(world.replanner.notReadyReasons()).toEqual([]);
    const lost = await started();
    lost.platform.functions.clear();
    lost.platform.failures = 1_000;
    await lost.settle(35_000);
    lost.replanner.follow();
    expect(lost.replanner.notReadyReasons()).toEqual([]);
  });
});

describe('a draft whose functions cannot all be made ready', () => {
  it('leaves none of them behind, so that the next one has the quota', async () => {
    const world = new World();
    world.model();
    world.app('photos', 500, 40);
    world.replanner.lead();
    world.platform.refusal = ({ shape }) => (shape.vcpu > 1 ? new Error('no quota') : undefined);
    await world.settle(5_000);
    expect(world.plans()).toEqual([]);
    expect(world.platform.functions.size).toBe(0);
    world.app('photos', 20_000, 0.01);
    await world.settle(30_000);
    expect(world.plans()).toHaveLength(1);
  });

  it('leaves the plan in force as it was, with the instances of its own plan', async () => {
    const world = new World();
    world.model();
    world.app('photos', 350, 0.1);
    world.replanner.lead();
    await world.settle();
    const before = [...world.platform.functions].map(([name, { warm }]) => [name, warm]);
    world.platform.refusal = (_spec, warm) => (warm > 4 ? new Error('no quota') : undefined);
    world.app('search', 350, 30);
    await world.settle(10_000);
    expect(world.plans()).toHaveLength(1);
    expect([...world.platform.functions].map(([name, { warm }]) => [name, warm])).toEqual(before);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'failed', reason: 'app', apps: 2 });
  });

  it('gives way to a newer state of the model instead of waiting on', async () => {
    const world = await started();
    world.model({ image: 'another' });
    const held = gate();
    world.platform.gate = held.closed;
    await world.settle();
    world.platform.gate = Promise.resolve();
    await world.settle(25_000);
    world.model({ image: 'a third' });
    held.open();
    await world.settle(5_000);
    expect(world.last().reason).toBe('model');
    expect([...world.platform.functions.keys()].sort()).toEqual(
      [...functionsOf(world), world.plans()[0]!.groups[0]!.functionName].sort(),
    );
    expect(new Set([...world.platform.functions.values()].map(({ spec }) => spec.image))).toEqual(
      new Set(['i', 'a third']),
    );
  });
});

describe('what a plan replaced', () => {
  it('goes, also where the plan came back from the log before its writing was acknowledged', async () => {
    const world = await started();
    const [old] = functionsOf(world);
    world.publisher.onPublished = () => world.readBack();
    world.model({ image: 'another' });
    await world.settle();
    await world.settle(90_000);
    expect([...world.platform.functions.keys()]).toEqual(functionsOf(world));
    expect(functionsOf(world)).not.toContain(old);
  });

  it('stays where a draft needs it again, however long the draft takes', async () => {
    const world = await started();
    const [wanted] = functionsOf(world);
    world.model({ image: 'another' });
    await world.settle(50_000);
    const held = gate();
    world.platform.gate = held.closed;
    world.model();
    await world.settle(60_000);
    expect(world.platform.functions.has(wanted!)).toBe(true);
    held.open();
    world.platform.gate = Promise.resolve();
    await world.settle(5_000);
    expect(functionsOf(world)).toEqual([wanted]);
    expect(world.platform.functions.has(wanted!)).toBe(true);
  });

  it('is not made ready for a draft while its removal is under way, but after it', async () => {
    const world = await started();
    const [wanted] = functionsOf(world);
    world.model({ image: 'another' });
    await world.settle(20_000);
    const held = gate();
    world.platform.removalGate = held.closed;
    await world.settle(60_000);
    world.model();
    await world.settle();
    held.open();
    await world.settle(5_000);
    expect(functionsOf(world)).toEqual([wanted]);
    expect(world.platform.functions.has(wanted!)).toBe(true);
  });

  it('is not removed by a replica that was frozen meanwhile and leads no more', async () => {
    const world = await started();
    const [old] = functionsOf(world);
    world.model({ image: 'another' });
    await world.settle(20_000);
    const held = gate();
    world.platform.removalGate = held.closed;
    await world.settle(60_000);
    world.owned = false;
    held.open();
    await world.settle(20_000);
    expect(world.platform.functions.has(old!)).toBe(true);
  });

  it('waits for the longest SLO where another replica knew when its last batch would come', async () => {
    const world = await started();
    world.app('patient', 300_000, 0.01);
    await world.settle();
    world.platform.functions.set('hb-orphan', undefined as never);
    world.replanner.follow();
    world.replica().lead();
    await world.settle(300_000);
    expect(world.platform.functions.has('hb-orphan')).toBe(true);
    await world.settle(90_000);
    expect(world.platform.functions.has('hb-orphan')).toBe(false);
  });
});
