import { topics, type WayMeasured } from '@harmonybatch/contracts';
import { LogHistogram } from '@harmonybatch/model';
import { model, PipelineWorld, planOf } from '../pipeline-world';

const tellMs = 11_000;

/** What was told of the way when all that is under way has ended, and how many requests that are. */
async function measured(
  world: PipelineWorld,
): Promise<{ readonly reports: WayMeasured[]; readonly ways: LogHistogram }> {
  await world.clock.advance(tellMs);
  const reports = world.log.values<WayMeasured>(topics.wayMeasured.name);
  const ways = new LogHistogram();
  for (const { wayMs } of reports) ways.merge(LogHistogram.of(wayMs.map(({ bucket, requests }) => [bucket, requests])));
  return { reports, ways };
}

describe('the way that a dispatcher measures', () => {
  it('has nothing of the wait that the plan means, nor of the execution', async () => {
    const world = new PipelineWorld();
    world.publishPlan(planOf([{ apps: { app1: 400 }, batchSize: 8 }]));
    world.wire();
    await world.request('app1', 'r1');
    await world.clock.advance(50);
    await world.request('app1', 'r2');
    const { reports, ways } = await measured(world);
    expect(reports).toEqual([expect.objectContaining({ model, leavingMs: expect.any(Number) })]);
    expect(ways.count).toBe(2);
    expect(ways.quantile(1)).toBeLessThanOrEqual(20);
  });

  it('begins for a full batch with its last request', async () => {
    const world = new PipelineWorld();
    world.publishPlan(planOf([{ apps: { app1: 400 }, batchSize: 2 }]));
    world.wire();
    await world.request('app1', 'r1');
    await world.clock.advance(200);
    await world.request('app1', 'r2', { arrivedAtMs: world.clock.nowMs() - 70 });
    const { ways } = await measured(world);
    expect(ways.count).toBe(2);
    expect(ways.quantile(0.5)).toBeGreaterThanOrEqual(70);
    expect(ways.quantile(1)).toBeLessThanOrEqual(90);
  });

  it('has what a batch left too late', async () => {
    const world = new PipelineWorld();
    world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: 8 }]));
    world.wire();
    await world.request('app1', 'r1', { arrivedAtMs: world.clock.nowMs() - 250 });
    const { reports, ways } = await measured(world);
    expect(ways.quantile(1)).toBeGreaterThanOrEqual(150);
    expect(reports[0]!.leavingMs).toBeGreaterThanOrEqual(150);
  });

  it('has nothing of the queue for a function that is busy', async () => {
    const world = new PipelineWorld();
    world.publishPlan(planOf([{ apps: { app1: 0 }, batchSize: 1 }]));
    world.wire({ maxPerFunction: 1, reservedPerFunction: 1 });
    for (const id of ['r1', 'r2', 'r3', 'r4']) await world.request('app1', id);
    const { ways } = await measured(world);
    expect(ways.count).toBe(4);
    expect(ways.quantile(1)).toBeLessThanOrEqual(20);
  });

  it('has those that came too late to be run as well', async () => {
    const world = new PipelineWorld();
    world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: 8 }]));
    world.wire();
    const longAgoMs = world.clock.nowMs() - 5_000;
    await world.request('app1', 'r1', { arrivedAtMs: longAgoMs, deadlineMs: longAgoMs + 1_000 });
    const { ways } = await measured(world);
    expect(world.answers()).toEqual(['r1 expired']);
    expect(ways.quantile(0)).toBeGreaterThanOrEqual(4_900);
  });

  it('is told while there is something to tell', async () => {
    const world = new PipelineWorld();
    world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: 8 }]));
    world.wire();
    expect((await measured(world)).reports).toEqual([]);
    await world.request('app1', 'r1');
    expect((await measured(world)).reports).toHaveLength(1);
    expect((await measured(world)).reports).toHaveLength(1);
    await world.request('app1', 'r2');
    expect((await measured(world)).reports).toHaveLength(2);
  });
});
