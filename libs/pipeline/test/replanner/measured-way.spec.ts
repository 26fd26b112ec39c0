import { topics, type PlanPublished } from '@harmonybatch/contracts';
import { LogHistogram } from '@harmonybatch/model';
import { SeededRandomness } from '@harmonybatch/traffic';
import type { Replanner } from '@harmonybatch/pipeline';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { planned, started, World } from './world';

const minuteMs = 60_000;
const draws = new SeededRandomness(5);

/** Every minute a dispatcher tells of so many requests whose way took `fromMs` to one and a half times that. */
async function pass(world: World, minutes: number, fromMs: number, replanner = world.replanner): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await world.settle(minuteMs);
    tell(world, replanner, fromMs);
    await world.settle(0);
  }
  await world.settle(20_000);
}

function tell({ clock }: World, replanner: Replanner, fromMs: number): void {
  const ways = new LogHistogram();
  for (let request = 0; request < 300; request += 1) ways.add(fromMs * (1 + draws.uniform() / 2));
  const untilMs = clock.nowMs();
  const means = { leavingMs: 1, dispatchingMs: 1, wireMs: 0, answeringMs: 1 };
  const [model, dispatcher, sinceMs] = ['vgg19', 'ab'.repeat(12), untilMs - minuteMs];
  const value = {
    model,
    dispatcher,
    sinceMs,
    untilMs,
    wayMs: ways.toBuckets().map(([bucket, requests]) => ({ bucket, requests })),
    ...means,
  };
  expect(replanner.onWayMeasured(inboundRecord(topics.wayMeasured.name, value, { key: model }))).toBeNull();
}

const reasons = (world: World): string[] => world.plans().map(({ reason }) => reason);
const reserved = ({ way }: PlanPublished): number | undefined => way?.[0]?.reservedMs;

describe('the way in plans', () => {
  it('is what the settings say until it was measured, and then what it takes; the plan says why', async () => {
    const world = await started(1_000);
    expect(world.last()).toMatchObject({ overheadMs: 60, way: [{ attainment: 0.99, reservedMs: 60, requests: 0 }] });
    const before = world.last().costPerSecond;
    await pass(world, 4, 10);
    expect(reasons(world)).toEqual(['first', 'way']);
    expect(reserved(world.last())).toBeGreaterThanOrEqual(14.9);
    expect(reserved(world.last())).toBeLessThanOrEqual(16.5);
    expect(world.last().overheadMs).toBe(reserved(world.last()));
    expect(world.last().groups[0]!.apps[0]!.overheadMs).toBe(reserved(world.last()));
    expect(world.last().costPerSecond).toBeLessThanOrEqual(before);
    expect(world.last().notes).toContainEqual(
      expect.stringMatching(/^Of every SLO the plan keeps .*99\.5 % of \d+ requests/),
    );
  });

  it('makes another plan when it gets slower, and when it is faster again; not while it is about the same', async () => {
    const world = await started(1_000);
    await pass(world, 12, 20);
    expect(reasons(world)).toEqual(['first', 'way']);
    await pass(world, 3, 60);
    expect(reserved(world.last())).toBeGreaterThan(80);
    const slower = reasons(world).length;
    await pass(world, 30, 60);
    expect(reasons(world)).toHaveLength(slower);
    await pass(world, 12, 20);
    expect(reserved(world.last())).toBeLessThan(35);
  });

  it('is what the plan in force keeps for whoever leads next', async () => {
    const world = await started(1_000);
    await pass(world, 4, 10);
    const kept = reserved(world.last());
    world.replanner.follow();
    const next = world.replica();
    next.lead();
    await world.settle(60_000);
    next.onPlanRequested('vgg19');
    await world.settle();
    expect(world.last().reason).toBe('requested');
    expect(reserved(world.last())).toBe(kept);
    next.follow();
  });

  it('is never less than the settings say, and not measured where they say so', async () => {
    const floor = new World({ minOverheadMs: 40 });
    const fixed = new World({ measuresWay: false });
    for (const world of [floor, fixed]) {
      world.model();
      world.app('photos', 1_000);
      world.replanner.lead();
      await world.settle();
      await pass(world, 5, 4);
    }
    expect(reserved(floor.last())).toBe(40);
    expect(fixed.plans()).toHaveLength(1);
    expect(fixed.last()).toMatchObject({ overheadMs: 60 });
    expect(fixed.last().way).toBeUndefined();
  });

  it('is not what a dispatcher tells of times to come', async () => {
    const world = await started(1_000);
    const untilMs = world.clock.nowMs() + 3_600_000;
    const means = { leavingMs: 1, dispatchingMs: 1, wireMs: 0, answeringMs: 1 };
    const wayMs = [{ bucket: 30, requests: 9_000 }];
    const value = { model: 'vgg19', dispatcher: 'ab'.repeat(12), sinceMs: 0, untilMs, wayMs, ...means };
    const record = inboundRecord(topics.wayMeasured.name, value, { key: 'vgg19' });
    expect(world.replanner.onWayMeasured(record)).toContain('was measured until 3600000 ms from now');
    await pass(world, 4, 10);
    expect(reserved(world.last())).toBeLessThan(20);
  });

  it('turns nobody away for being slow', async () => {
    const world = await started(500);
    await pass(world, 5, 900);
    expect(planned(world.last())).toEqual(['photos']);
    expect(world.last().groups[0]!.apps[0]!.overheadMs).toBe(60);
    expect(world.last().notes).toContainEqual(expect.stringContaining('takes more than the SLOs of "photos" leave'));
    const count = world.plans().length;
    await pass(world, 5, 900);
    expect(world.plans()).toHaveLength(count);
  });

  it('serves an app that only a fast way leaves time for, once it was measured', async () => {
    const world = await started(1_000);
    const tightestMs = await tightest(world);
    world.app('hurry', tightestMs - 30);
    await world.settle();
    expect(world.last().unservable.map(({ name }) => name)).toEqual(['hurry']);
    await pass(world, 5, 10);
    expect(planned(world.last())).toEqual(['hurry', 'photos']);
  });
});

/** The tightest SLO that can be met with 60 ms kept for the way. */
async function tightest(world: World): Promise<number> {
  world.app('hurry', 61);
  await world.settle();
  return world.last().unservable[0]!.tightestSloMs!;
}
