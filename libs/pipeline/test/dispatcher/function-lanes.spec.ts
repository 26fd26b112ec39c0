import { FunctionLanes, type Slot } from '@harmonybatch/pipeline';
import type { InvocationResult } from '@harmonybatch/ports';
import { echo, VirtualClock, type Invocation } from '@harmonybatch/memory';
import { PipelineWorld, planOf } from '../pipeline-world';

const config = { maxPerFunction: 2, throttleMs: { initial: 100, max: 400 }, stalledAfterMs: 1_000 };
const throttled: InvocationResult = {
  kind: 'unavailable',
  code: 'ResourceExhausted',
  message: 'busy',
  retryable: true,
};

function setUp() {
  const clock = new VirtualClock(1_800_000_000_000);
  const lanes = new FunctionLanes(clock, config);
  const places: (Slot | null)[] = [];
  const sentAway: number[] = [];
  const enter = (name = 'f', waitMs = Infinity, latencyMs = 100): void => {
    const index = places.push(null) - 1;
    void lanes.acquire(name, clock.nowMs() + waitMs, latencyMs).then((place) => {
      places[index] = place;
      if (place === null) sentAway.push(index);
    });
  };
  const sendAway = async (afterMs: number): Promise<number[]> => {
    await clock.advance(afterMs);
    lanes.shed();
    await clock.advance(0);
    return sentAway;
  };
  return { clock, lanes, places, enter, sendAway, granted: () => places.map((place) => place !== null) };
}

describe('the lanes of functions', () => {
  it('let so many in, and the next ones in order as places come free', async () => {
    const { clock, places, enter, granted } = setUp();
    for (let index = 0; index < 4; index += 1) enter();
    await clock.advance(1_000);
    expect(granted()).toEqual([true, true, false, false]);
    places[1]!.release();
    places[1]!.release();
    await clock.advance(0);
    expect(granted()).toEqual([true, true, true, false]);
  });

  it('do not let one function wait for another', async () => {
    const { clock, enter, granted } = setUp();
    for (const name of ['f', 'f', 'f', 'g']) enter(name);
    await clock.advance(0);
    expect(granted()).toEqual([true, true, false, true]);
  });

  it('let a batch in without a place when there is nothing more to wait for', async () => {
    const { clock, enter, granted } = setUp();
    for (const waitMs of [Infinity, Infinity, 300]) enter('f', waitMs);
    await clock.advance(299);
    expect(granted()).toEqual([true, true, false]);
    await clock.advance(2);
    expect(granted()).toEqual([true, true, true]);
  });

  it('close for a function that throttles, longer each time, and open again when it serves', async () => {
    const { clock, lanes, places, enter, granted } = setUp();
    enter();
    await clock.advance(0);
    places[0]!.onThrottled();
    places[0]!.onThrottled();
    enter();
    await clock.advance(99);
    expect(granted()[1]).toBe(false);
    expect(lanes.waitMs('f')).toBe(99);
    await clock.advance(2);
    expect(granted()[1]).toBe(true);
    places[1]!.onThrottled();
    places[1]!.release();
    enter();
    await clock.advance(150);
    expect(granted()[2]).toBe(false);
    await clock.advance(60);
    expect(granted()[2]).toBe(true);
    places[0]!.release();
    places[2]!.onAnswered();
    enter();
    await clock.advance(0);
    expect(granted()[3]).toBe(true);
  });

  it('send away what waits most, where its function gave no answer for long', async () => {
    const { places, enter, sendAway } = setUp();
    for (const name of ['f', 'f', 'f', 'f', 'g', 'g', 'g']) enter(name);
    expect(await sendAway(900)).toEqual([]);
    places[0]!.onAnswered();
    expect(await sendAway(900)).toEqual([]);
    expect(await sendAway(200)).toEqual([2, 3]);
    expect(await sendAway(0)).toEqual([2, 3, 6]);
  });

  it('have more patience with a function whose batches take longer', async () => {
    const { enter, sendAway } = setUp();
    for (let index = 0; index < 3; index += 1) enter('f', Infinity, 2_000);
    expect(await sendAway(3_900)).toEqual([]);
    expect(await sendAway(200)).toEqual([2]);
  });
});

const hangMs = 60_000;

it('a function that hangs does not fill the dispatcher with batches to be served however late', async () => {
  const isHanging = ({ functionName }: Invocation): boolean => functionName.endsWith('1');
  const world = new PipelineWorld(
    (invocation) => (isHanging(invocation) ? { kind: 'timeout', message: 'no answer' } : echo(invocation)),
    (invocation) => (isHanging(invocation) ? hangMs : 100),
  );
  world.publishPlan(
    planOf([
      { id: '1'.repeat(16), apps: { hung: 0 }, batchSize: 1 },
      { id: '2'.repeat(16), apps: { calm: 0 }, batchSize: 1 },
    ]),
  );
  const { dispatcher } = world.wire({ maxPerFunction: 2, maxInFlight: 20 });
  for (let index = 0; index < 20; index += 1) await world.request('hung', `hung${index}`, { whenLate: 'serve' });
  await world.clock.advance(9_000);
  expect([dispatcher.inFlight, world.answers()]).toEqual([20, []]);
  expect(world.intake.calls).toEqual(['pause batch.ready']);
  await world.clock.advance(2_000);
  expect(world.intake.calls).toEqual(['pause batch.ready', 'resume batch.ready']);
  expect(dispatcher.inFlight).toBe(2);
  const sentAway = world.outcomes();
  expect(sentAway).toHaveLength(18);
  for (const { status, error } of sentAway) {
    expect([status, error?.code, error?.retryable]).toEqual(['error', 'function_unavailable', true]);
  }
  await world.request('calm', 'calm');
  await world.clock.advance(500);
  expect(world.answers()).toContain('calm ok');
  await world.clock.advance(2 * hangMs);
  expect(world.outcomes()).toHaveLength(21);
});

it('a function that throttles holds up its own batches only, and says how far it is behind', async () => {
  const world = new PipelineWorld((invocation) =>
    invocation.functionName.endsWith('1') ? throttled : echo(invocation),
  );
  world.publishPlan(
    planOf([
      { id: '1'.repeat(16), apps: { hot: 0 }, batchSize: 1 },
      { id: '2'.repeat(16), apps: { calm: 0 }, batchSize: 1 },
    ]),
  );
  const { dispatcher } = world.wire({ maxPerFunction: 2 });
  for (let index = 0; index < 50; index += 1) await world.request('hot', `hot${index}`);
  await world.clock.advance(400);
  expect(dispatcher.pressure()).toEqual([
    { model: 'vgg19', functionName: expect.stringMatching(/1$/) as string, delayMs: expect.any(Number) as number },
  ]);
  expect(dispatcher.pressure()[0]!.delayMs).toBeGreaterThan(100);
  for (let index = 0; index < 5; index += 1) await world.request('calm', `calm${index}`);
  await world.clock.advance(400);
  expect(world.answers().filter((answer) => answer.endsWith(' ok'))).toEqual([0, 1, 2, 3, 4].map((i) => `calm${i} ok`));
  await world.clock.advance(5_000);
  expect(world.outcomes()).toHaveLength(55);
  expect(dispatcher.inFlight).toBe(0);
  expect(dispatcher.pressure()).toEqual([]);
});
