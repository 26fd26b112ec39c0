import { topics, type PlanPublished, type RateEstimated } from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';
import { AppRegistry, ModelRegistry, PlanBoard, Replanner, replannerDefaults } from '@harmonybatch/pipeline';
import { FakePlatform, FakePublisher, ManualClock, recordOf, SilentEvents } from '../fake-ports';

const settleMs = 1_000;

/** A planner replica whose published plans come back to its board, as the topic brings them to every replica. */
class World {
  readonly clock = new ManualClock();
  readonly publisher = new FakePublisher();
  readonly platform = new FakePlatform();
  readonly events = new SilentEvents();
  readonly apps = new AppRegistry();
  readonly models = new ModelRegistry();
  readonly board = new PlanBoard();
  readonly replanner = this.replica();
  private offset = 0;

  replica(): Replanner {
    const { publisher, platform, clock, events, apps, models, board } = this;
    return new Replanner({ publisher, platform, clock, events }, { apps, models, board }, replannerDefaults);
  }

  model(over: Record<string, unknown> = {}): void {
    const value = { name: 'vgg19', version: '1', image: 'i', port: 9000, profile: shippedProfiles['vgg19'], ...over };
    expect(this.models.apply(recordOf(topics.modelProfiled.name, value, { key: 'vgg19' }))).toBeNull();
  }

  app(name: string, sloMs: number | null, expectedRateHz = 20): void {
    const value = sloMs === null ? null : { name, model: 'vgg19', sloMs, expectedRateHz };
    expect(this.apps.apply(recordOf(topics.appRegistered.name, value, { key: name }))).toBeNull();
  }

  rate(app: string, rateHz: number): void {
    const value: RateEstimated = { app, rateHz, standardErrorHz: rateHz / 30, windowSeconds: 60, estimatedAtMs: 1 };
    expect(this.replanner.rateEstimated(recordOf(topics.rateEstimated.name, value, { key: app }))).toBeNull();
  }

  async settle(durationMs = settleMs): Promise<void> {
    await this.clock.advance(durationMs);
    const written = this.publisher.records.filter(({ topic }) => topic === topics.planPublished.name);
    for (; this.offset < written.length; this.offset += 1) {
      const { key, value } = written[this.offset]!;
      const record = recordOf(topics.planPublished.name, value === null ? null : String(value), {
        key,
        offset: this.offset,
      });
      expect(this.board.apply(record)).toBeNull();
    }
  }

  plans(): PlanPublished[] {
    return this.publisher.records
      .filter(({ value }) => value !== null)
      .map(({ value }) => JSON.parse(String(value)) as PlanPublished);
  }

  last(): PlanPublished {
    return this.plans().at(-1)!;
  }
}

const planned = (plan: PlanPublished): string[] =>
  plan.groups.flatMap((group) => group.apps.map(({ name }) => name)).sort();

async function started(sloMs = 500): Promise<World> {
  const world = new World();
  world.model();
  world.app('photos', sloMs);
  world.replanner.lead();
  await world.settle();
  return world;
}

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

  it('is made anew when somebody asks, with the same groups under the same ids', async () => {
    const world = await started();
    const before = world.last();
    world.replanner.requested('vgg19');
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

  it('bring none where the best plan is the one in force', async () => {
    const world = new World();
    world.model();
    world.app('photos', 350, 0.1);
    world.replanner.lead();
    await world.settle(20_000);
    world.rate('photos', 0.2);
    await world.settle(20_000);
    expect(world.plans()).toHaveLength(1);
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

describe('a function that no plan names any more', () => {
  it('is kept until its batches are done, and then removed', async () => {
    const world = await started();
    const old = world.last().groups[0]!.functionName;
    world.model({ image: 'another' });
    await world.settle();
    expect(world.platform.functions.has(old)).toBe(true);
    await world.settle(50_000);
    world.replanner.executed(old);
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
