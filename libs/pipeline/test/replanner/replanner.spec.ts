import { planned, started, World } from './world';

describe('a plan', () => {
  it('is made for a model with apps, and published only when its functions are ready', async () => {
    const world = new World();
    let open = (): void => undefined;
    world.platform.gate = new Promise<void>((resolve) => (open = resolve));
    world.model();
    world.app('photos', 500);
    world.replanner.lead();
    await world.settle();
    expect(world.plans()).toEqual([]);
    open();
    await world.settle();
    expect(world.last()).toMatchObject({ model: 'vgg19', reason: 'first', overheadMs: 60, strategy: 'exact' });
    expect([...world.platform.functions.keys()]).toEqual([world.last().groups[0]!.functionName]);
  });

  it('is not made by a replica that stands by', async () => {
    const world = new World();
    world.model();
    world.app('photos', 500);
    await world.settle(60_000);
    expect(world.plans()).toEqual([]);
  });

  it('follows an app that is added, changed or removed, and is withdrawn with the last', async () => {
    const world = await started();
    world.app('search', 800);
    await world.settle();
    expect([world.last().reason, planned(world.last())]).toEqual(['app', ['photos', 'search']]);
    world.app('search', 900);
    await world.settle();
    expect(
      world
        .last()
        .groups.flatMap((group) => group.apps)
        .find(({ name }) => name === 'search')?.sloMs,
    ).toBe(900);
    world.app('photos', null);
    await world.settle();
    expect(planned(world.last())).toEqual(['search']);
    world.app('search', null);
    await world.settle();
    expect(world.publisher.records.at(-1)).toMatchObject({ key: 'vgg19', value: null });
    expect(world.board.models()).toEqual([]);
  });

  it('takes apps that come together in one go', async () => {
    const world = await started();
    for (const name of ['a', 'b', 'c']) world.app(name, 900);
    await world.settle();
    expect(world.plans()).toHaveLength(2);
  });

  it('leaves out an app that nothing can serve, and says what could be met', async () => {
    const world = await started();
    world.app('hasty', 62);
    await world.settle();
    expect(planned(world.last())).toEqual(['photos']);
    expect(world.last().unservable).toEqual([
      expect.objectContaining({ name: 'hasty', sloMs: 62, tightestSloMs: expect.any(Number) }),
    ]);
    expect(world.last().unservable[0]!.tightestSloMs).toBeGreaterThan(62);
  });

  it('follows another content of its model, under the same version too', async () => {
    const world = await started();
    const before = world.last();
    world.model({ image: 'another' });
    await world.settle();
    expect(world.last().reason).toBe('model');
    expect(world.last().groups[0]!.functionName).not.toBe(before.groups[0]!.functionName);
  });

  it.each([
    ['attainment', { attainment: 0.999 }, { attainment: 0.999, rateHz: 20 }],
    ['expected rate', { expectedRateHz: 40 }, { rateHz: 40 }],
  ])('follows another %s of an app', async (_what, more, planned) => {
    const world = await started();
    world.app('photos', 500, 20, more);
    await world.settle();
    expect(world.last()).toMatchObject({ reason: 'app' });
    const [app] = world.last().groups[0]!.apps;
    expect(app).toMatchObject(planned);
    await world.settle(60_000);
    expect(world.plans()).toHaveLength(2);
  });

  it('follows another attainment of an app that nothing can serve', async () => {
    const world = await started();
    world.app('hasty', 62);
    await world.settle();
    world.app('hasty', 62, 20, { attainment: 0.5 });
    await world.settle();
    expect(world.plans()).toHaveLength(3);
    await world.settle(60_000);
    expect(world.plans()).toHaveLength(3);
  });

  it('does not follow what is no part of it: another expected rate of a measured app, or what is done with late requests', async () => {
    const world = await started();
    world.rate('photos', 20);
    world.app('photos', 500, 40, { whenLate: 'serve' });
    await world.settle(60_000);
    expect(world.plans()).toHaveLength(1);
  });

  it('is made for a version of the longest name', async () => {
    const world = new World();
    world.model({ version: 'v'.repeat(63) });
    world.app('photos', 500);
    world.replanner.lead();
    await world.settle();
    expect(world.last().modelVersion).toMatch(/^v{63}-[0-9a-f]{8}$/);
  });

  it('is made anew when somebody asks, with the same groups under the same ids', async () => {
    const world = await started();
    const before = world.last();
    world.replanner.onPlanRequested('vgg19');
    await world.settle();
    expect(world.last()).toMatchObject({ reason: 'requested' });
    expect(world.last().groups).toEqual(before.groups);
  });
});

describe('moved rates', () => {
  it('bring another plan where it saves enough, not before the interval is over', async () => {
    const world = await started(800);
    world.rate('photos', 0.2);
    await world.settle(5_000);
    expect(world.plans()).toHaveLength(1);
    await world.settle(6_000);
    world.rate('photos', 0.2);
    await world.settle();
    expect(world.events.faults).toEqual([]);
    expect(world.last().reason).toBe('rate');
    expect(world.last().groups[0]!.apps[0]!.rateHz).toBeCloseTo(0.2, 9);
  });

  it('bring none where they moved by no more than chance', async () => {
    const world = await started();
    await world.settle(20_000);
    world.rate('photos', 20.5);
    await world.settle(20_000);
    expect(world.plans()).toHaveLength(1);
  });

  it('bring the same groups with their rates, prices and instances where no other plan is cheaper', async () => {
    const world = new World();
    world.model();
    world.app('photos', 350, 0.1);
    world.replanner.lead();
    await world.settle(20_000);
    const before = world.last();
    world.rate('photos', 4);
    await world.settle(20_000);
    const { groups, ...plan } = world.last();
    expect([plan.reason, groups.map(({ id }) => id)]).toEqual(['rate', before.groups.map(({ id }) => id)]);
    expect(groups[0]!.apps[0]!.rateHz).toBe(4);
    expect(plan.costPerSecond).toBeGreaterThan(2 * before.costPerSecond);
    expect(groups[0]!.warmInstances).toBeGreaterThan(before.groups[0]!.warmInstances);
    expect(world.platform.functions.get(groups[0]!.functionName)?.warm).toBe(groups[0]!.warmInstances);
    expect(world.board.plannedRateHz('vgg19', 'photos')).toBe(4);
  });

  it('that fall take instances away that the same groups no longer need', async () => {
    const world = new World();
    world.model();
    world.app('photos', 350, 4);
    world.replanner.lead();
    await world.settle(20_000);
    const [before] = world.last().groups;
    world.rate('photos', 0.1);
    await world.settle(20_000);
    const [after] = world.last().groups;
    expect(after!.id).toBe(before!.id);
    expect(after!.warmInstances).toBeLessThan(before!.warmInstances);
    expect(world.platform.functions.get(after!.functionName)?.warm).toBe(after!.warmInstances);
  });

  it('bring prices no more often than the interval allows, and none once they are right', async () => {
    const world = new World();
    world.model();
    world.app('photos', 350, 0.1);
    world.replanner.lead();
    await world.settle(20_000);
    for (let second = 0; second < 30; second += 1) {
      world.rate('photos', 0.5 + (second % 2));
      await world.settle(1_000);
    }
    expect(world.plans().length).toBeLessThanOrEqual(1 + 4);
    const written = world.plans().length;
    world.rate('photos', world.last().groups[0]!.apps[0]!.rateHz);
    await world.settle(60_000);
    expect(world.plans()).toHaveLength(written);
  });
});

describe('an app that sends nothing', () => {
  /** The rate of another app, of no model, is told for a while. */
  async function told(world: World, seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += 10) {
      world.rate('another', 1);
      await world.settle(10_000);
    }
  }

  it('does not keep the rate that it expects for ever', async () => {
    const world = await started();
    await told(world, 600);
    const rateHz = world.board.plannedRateHz('vgg19', 'photos');
    expect(rateHz).toBeGreaterThan(0);
    expect(rateHz).toBeLessThan(0.1);
    expect(world.plans().length).toBeLessThan(12);
  });

  it('does not keep the rate that was told last', async () => {
    const world = await started();
    world.rate('photos', 30);
    await told(world, 600);
    expect(world.board.plannedRateHz('vgg19', 'photos')).toBeLessThan(0.1);
  });

  it('keeps its rate while no rates are told at all: the estimator may be away', async () => {
    const world = await started();
    await world.settle(3_600_000);
    expect(world.plans()).toHaveLength(1);
  });

  it('is planned with what it expects when that is told anew', async () => {
    const world = await started();
    await told(world, 600);
    world.app('photos', 500, 40);
    world.rate('another', 1);
    await world.settle();
    expect(world.board.plannedRateHz('vgg19', 'photos')).toBe(40);
  });
});

describe('when the platform fails', () => {
  it('the old plan stays in force, and the new one follows as soon as its functions are ready', async () => {
    const world = await started();
    world.platform.failures = 2;
    world.app('search', 5_000, 1);
    await world.settle(1_000);
    expect(world.plans()).toHaveLength(1);
    await world.settle(20_000);
    expect(planned(world.last())).toEqual(['photos', 'search']);
    expect(world.events.faults.length).toBeGreaterThan(0);
  });

  it('so does a plan that Kafka did not take', async () => {
    const world = new World();
    world.publisher.failures = 2;
    world.model();
    world.app('photos', 500);
    world.replanner.lead();
    await world.settle(20_000);
    expect(world.plans()).toHaveLength(1);
  });
});

describe('leadership', () => {
  it('lost while functions are made ready publishes nothing', async () => {
    const world = new World();
    let open = (): void => undefined;
    world.platform.gate = new Promise<void>((resolve) => (open = resolve));
    world.model();
    world.app('photos', 500);
    world.replanner.lead();
    await world.settle();
    world.replanner.follow();
    open();
    await world.settle();
    expect(world.plans()).toEqual([]);
  });

  it('taken over keeps the plan in force without a reason, and plans with one', async () => {
    const world = await started();
    world.replanner.follow();
    const next = world.replica();
    next.lead();
    await world.settle(20_000);
    expect(world.plans()).toHaveLength(1);
    world.app('search', 900);
    await world.settle();
    expect(planned(world.last())).toEqual(['photos', 'search']);
  });
});

describe('other settings of the planner', () => {
  it('bring another plan, once', async () => {
    const world = await started();
    world.replanner.follow();
    world.replica({ overheadMs: 100 }).lead();
    await world.settle(60_000);
    expect(world.plans().map(({ reason, overheadMs }) => [reason, overheadMs])).toEqual([
      ['first', 60],
      ['settings', 100],
    ]);
  });
});

describe('plans that others wrote', () => {
  it('are in force in the order of the log, whatever time they say they were made at', async () => {
    const world = await started();
    world.writes({ ...world.last(), plannedAtMs: 1e14, groups: [] });
    await world.settle();
    expect(planned(world.last())).toEqual(['photos']);
    expect(world.plans()).toHaveLength(3);
    expect(world.board.planOf('vgg19')?.plan.plannedAtMs).toBeLessThan(1e14);
    world.writes({ ...world.last(), plannedAtMs: 1e14 });
    world.app('search', 900);
    await world.settle(2_000);
    expect(planned(world.board.planOf('vgg19')!.plan)).toEqual(['photos', 'search']);
  });
});

describe('a function that no plan names any more', () => {
  it('is kept until its batches are done, and then removed', async () => {
    const world = await started();
    const old = world.last().groups[0]!.functionName;
    world.model({ image: 'another' });
    await world.settle();
    expect(world.platform.functions.has(old)).toBe(true);
    await world.settle(50_000);
    world.replanner.onExecuted(old);
    await world.settle(50_000);
    expect(world.platform.functions.has(old)).toBe(true);
    await world.settle(30_000);
    expect([...world.platform.functions.keys()]).toEqual([world.last().groups[0]!.functionName]);
  });

  it('and was left by an earlier leader is removed too', async () => {
    const world = new World();
    world.platform.functions.set('hb-orphan', undefined as never);
    world.model();
    world.app('photos', 500);
    world.replanner.lead();
    await world.settle(90_000);
    expect(world.platform.functions.has('hb-orphan')).toBe(false);
    expect(world.platform.functions.size).toBe(1);
  });
});
