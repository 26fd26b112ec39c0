import { latencyDeviationSeconds, latencyOf, shippedProfiles, type FunctionShape } from '@harmonybatch/model';
import type { FunctionSpec, InvocationResult } from '@harmonybatch/ports';
import { platformDefaults, SimulatedPlatform, type Execution } from '@harmonybatch/simulation';
import { VirtualClock } from '@harmonybatch/memory';

const profile = shippedProfiles['vgg19']!;
const shape: FunctionShape = { type: 'cpu', vcpu: 2, memoryMb: 2048 };
const spec = { name: 'f', shape } as FunctionSpec;
const body = JSON.stringify({ batchId: 'b', attempt: 1, model: 'vgg19', items: [{ id: 'one', inputs: 1 }] });
const minuteMs = 60_000;

class World {
  readonly clock = new VirtualClock(0);
  readonly executions: Execution[] = [];
  readonly platform = new SimulatedPlatform(this.clock, profile, platformDefaults, 1, (one) =>
    this.executions.push(one),
  );
  readonly answers: { readonly atMs: number; readonly result: InvocationResult }[] = [];

  async warm(instances: number): Promise<void> {
    const ready = this.platform.ensure(spec, instances);
    await this.clock.advance(minuteMs);
    await ready;
  }

  invoke(timeoutMs = minuteMs): void {
    void this.platform.invoker
      .invoke('f', body, timeoutMs)
      .then((result) => this.answers.push({ atMs: this.clock.nowMs(), result }));
  }

  get idleSeconds(): number {
    return this.platform.standBy()[0]!.idleSeconds;
  }
}

it('a function is ready when its warm instances have started', async () => {
  const world = new World();
  let readyAtMs = -1;
  void world.platform.ensure(spec, 3).then(() => (readyAtMs = world.clock.nowMs()));
  await world.clock.advance(minuteMs);
  expect(readyAtMs).toBe(platformDefaults.coldStartMs.cpu);
});

it('a batch that meets no free instance waits for one to start', async () => {
  const world = new World();
  await world.warm(1);
  const startMs = world.clock.nowMs();
  world.invoke();
  world.invoke();
  await world.clock.advance(minuteMs);
  const [warm, cold] = world.executions;
  expect([warm!.cold, cold!.cold]).toEqual([false, true]);
  expect(world.answers.map(({ atMs }) => atMs - startMs)).toEqual([
    expect.closeTo(warm!.seconds * 1000, 2),
    expect.closeTo(1_500 + cold!.seconds * 1000, 2),
  ]);
  expect(world.answers[1]!.result).toEqual({
    kind: 'answered',
    body: '{"items":[{"id":"one","outputs":null}]}',
    platformDurationMs: cold!.seconds * 1000,
  });
});

it('instances above the warm ones go when they were idle for long, and the rest stay', async () => {
  const world = new World();
  await world.warm(1);
  world.invoke();
  world.invoke();
  await world.clock.advance(5 * minuteMs);
  const before = world.idleSeconds;
  await world.clock.advance(minuteMs);
  expect(world.idleSeconds - before).toBeCloseTo(60, 6);
  world.invoke();
  world.invoke();
  await world.clock.advance(minuteMs);
  expect(world.executions.map(({ cold }) => cold)).toEqual([false, true, false, true]);
});

it('an instance that is still held is used again without a start', async () => {
  const world = new World();
  await world.warm(0);
  world.invoke();
  await world.clock.advance(2 * minuteMs);
  world.invoke();
  await world.clock.advance(4 * minuteMs);
  world.invoke();
  await world.clock.advance(minuteMs);
  expect(world.executions.map(({ cold }) => cold)).toEqual([true, false, true]);
});

it('idle time is counted while instances are ready and run nothing, of removed functions too', async () => {
  const world = new World();
  await world.warm(2);
  const readySeconds = 60 - 1.5;
  expect(world.idleSeconds).toBeCloseTo(2 * readySeconds, 6);
  world.invoke();
  await world.clock.advance(minuteMs);
  const seconds = 2 * (readySeconds + 60) - world.executions[0]!.seconds;
  expect(world.idleSeconds).toBeCloseTo(seconds, 4);
  await world.platform.remove('f');
  await world.clock.advance(minuteMs);
  expect(world.idleSeconds).toBeCloseTo(seconds, 4);
  await world.warm(1);
  expect(world.platform.standBy()).toHaveLength(1);
  expect(world.idleSeconds).toBeCloseTo(seconds + readySeconds, 4);
});

it('an answer that does not come in time is a timeout, and its instance stays busy to the end', async () => {
  const world = new World();
  await world.warm(1);
  world.invoke(1);
  await world.clock.advance(2);
  expect(world.answers[0]!.result.kind).toBe('timeout');
  world.invoke();
  await world.clock.advance(minuteMs);
  expect(world.executions[1]!.cold).toBe(true);
});

it('a function that is not there is unavailable', async () => {
  const world = new World();
  world.invoke();
  await world.clock.advance(1);
  expect(world.answers[0]!.result).toMatchObject({ kind: 'unavailable', code: 'FunctionNotFound', retryable: false });
});

it('durations are normal with the average of the profile and its maximum as 99 % point', async () => {
  const world = new World();
  await world.warm(1);
  const count = 4_000;
  for (let index = 0; index < count; index += 1) {
    world.invoke();
    await world.clock.advance(2_000);
  }
  const latency = latencyOf(profile, shape, 1);
  const durations = world.executions.map(({ seconds }) => seconds);
  const mean = durations.reduce((sum, seconds) => sum + seconds, 0) / count;
  const above = durations.filter((seconds) => seconds > latency.maxSeconds).length;
  expect(Math.abs(mean - latency.avgSeconds)).toBeLessThan((4 * latencyDeviationSeconds(latency)) / Math.sqrt(count));
  expect(Math.abs(above - 0.01 * count)).toBeLessThan(4 * Math.sqrt(0.01 * count));
});
