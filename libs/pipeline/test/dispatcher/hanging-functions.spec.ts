import { topics, type BatchExecuted } from '@harmonybatch/contracts';
import { echo, type Invocation } from '@harmonybatch/memory';
import { PipelineWorld, planOf } from '../pipeline-world';

const hangMs = 60_000;
const isHung = ({ functionName }: Invocation): boolean => !functionName.endsWith('a');

/** `hanging` functions that never answer in time and one that does, each with an app of its own name: `1`, `2`, … and `a`. */
function worldOf(hanging: number, config: Parameters<PipelineWorld['wire']>[0] = {}) {
  const world = new PipelineWorld(
    (invocation) => (isHung(invocation) ? { kind: 'timeout', message: 'no answer' } : echo(invocation)),
    (invocation) => (isHung(invocation) ? hangMs : 100),
    256,
  );
  const names = Array.from({ length: hanging }, (_, index) => (index + 1).toString(16)).filter((name) => name !== 'a');
  world.publishPlan(planOf([...names, 'a'].map((id) => ({ id: id.repeat(16), apps: { [id]: 0 }, batchSize: 1 }))));
  return { world, names, ...world.wire(config) };
}

describe('functions that hang', () => {
  it.each([5, 9])('%i of them, with batches for every place, hold up nothing of another', async (hanging) => {
    const { world, names } = worldOf(hanging);
    for (const app of names) for (let i = 0; i < 200; i += 1) await world.request(app, `${app}-${i}`);
    await world.clock.advance(100);
    for (let index = 0; index < 10; index += 1) await world.request('a', `well-${index}`);
    await world.clock.advance(300);
    const well = world.answers().filter((answer) => answer.startsWith('well'));
    expect(well).toEqual(Array.from({ length: 10 }, (_, index) => `well-${index} ok`));
  });

  it('get nothing to run after its deadline, however long it waited for a place', async () => {
    const { world } = worldOf(1, { maxPerFunction: 2 });
    for (let index = 0; index < 20; index += 1) await world.request('1', `r${index}`);
    await world.clock.advance(2 * hangMs);
    expect(world.outcomes()).toHaveLength(20);
    const { timing } = world.outcomes()[0]!;
    for (const { atMs } of world.functions.invocations) expect(atMs - timing.arrivedAtMs).toBeLessThan(1_000);
    expect(world.log.values<BatchExecuted>(topics.batchExecuted.name)).toHaveLength(2);
  });

  it('take no more bytes than a function may, so that large batches fill nothing either', async () => {
    const { world } = worldOf(5, { maxBytesPerFunction: 40_000, maxInFlightBytes: 400_000 });
    const inputs = 'x'.repeat(10_000);
    for (const app of ['1', '2', '3', '4', '5']) {
      for (let index = 0; index < 6; index += 1) await world.request(app, `${app}-${index}`, { inputs });
    }
    await world.request('a', 'well');
    await world.clock.advance(500);
    expect(world.answers()).toEqual(['well ok']);
    expect(world.functions.invocations).toHaveLength(5 * 3 + 1);
  });
});
