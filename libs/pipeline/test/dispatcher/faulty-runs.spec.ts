import { JsonCodec } from '../../src/dispatcher/codec/json-codec';
import { PipelineWorld, planOf } from '../pipeline-world';

const plan = planOf([{ apps: { app1: 100 }, batchSize: 2 }]);

/** A world in which the first `faults` attempts to write a batch for its function throw. */
async function worldWith(faults: number, over: Parameters<PipelineWorld['request']>[2] = {}) {
  const world = new PipelineWorld();
  world.publishPlan(plan);
  const { ready, dispatcher } = world.wire();
  const encode = JsonCodec.prototype.encode;
  let left = faults;
  const spy = jest.spyOn(JsonCodec.prototype, 'encode').mockImplementation(function (this: JsonCodec, ...given) {
    left -= 1;
    if (left >= 0) throw new Error('a fault of ours');
    return encode.apply(this, given);
  });
  const deadlineMs = world.clock.nowMs() + 60_000;
  for (const id of ['a', 'b']) await world.request('app1', id, { deadlineMs, ...over });
  await world.clock.advance(30_000);
  spy.mockRestore();
  return { world, ready, dispatcher };
}

describe('a batch whose run throws', () => {
  it('is run anew, and its offset given up in the end', async () => {
    const { world, ready, dispatcher } = await worldWith(2);
    expect(world.answers()).toEqual(['a ok', 'b ok']);
    expect([ready.committed, dispatcher.inFlight]).toEqual([1, 0]);
    expect(world.events.faults).toEqual(Array(2).fill('running a batch failed; retrying'));
  });

  it.each(['expire', 'serve'] as const)('for ever is answered with that (%s)', async (whenLate) => {
    const { world, ready, dispatcher } = await worldWith(Infinity, { whenLate });
    expect(world.outcomes().map(({ status, error }) => [status, error?.code])).toEqual(
      Array(2).fill(['error', 'internal_error']),
    );
    expect([ready.committed, dispatcher.inFlight]).toEqual([1, 0]);
  });

  it('past its deadline is answered as expired', async () => {
    const { world, ready } = await worldWith(1, { deadlineMs: 1_800_000_000_250 });
    expect(world.answers()).toEqual(['a expired', 'b expired']);
    expect(ready.committed).toBe(1);
  });
});
