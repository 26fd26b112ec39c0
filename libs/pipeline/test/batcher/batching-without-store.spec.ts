import { topics, type BatchReady } from '@harmonybatch/contracts';
import { clockMarginMs, sleep } from '@harmonybatch/ports';
import { PipelineWorld, planOf } from '../pipeline-world';

const plan = planOf([{ apps: { hasty: 300, patient: 600 }, batchSize: 3 }]);
const refusal = new Error("READONLY You can't write against a read only replica.");
const verbs = ['push', 'flushDue', 'recover', 'ack', 'status', 'settle', 'done'] as const;

const batches = (world: PipelineWorld): BatchReady[] => world.log.values<BatchReady>(topics.batchReady.name);
const refuse = (world: PipelineWorld): (() => void) => {
  const spies = verbs.map((verb) => jest.spyOn(world.store, verb).mockRejectedValue(refusal));
  return () => spies.forEach((spy) => spy.mockRestore());
};

describe('while the store refuses', () => {
  it('batches are made of what each batcher holds: full, or when the first has to go', async () => {
    const world = new PipelineWorld();
    world.publishPlan(plan);
    refuse(world);
    const { batcher, accepted } = world.wire();
    for (const id of ['a', 'b', 'c', 'd']) await world.request('patient', id);
    await world.clock.advance(100);
    await world.request('hasty', 'e');
    await world.clock.advance(299);
    expect(batches(world).map(({ reason, requests }) => [reason, requests.length])).toEqual([['size', 3]]);
    await world.clock.advance(2);
    expect(batches(world).map(({ reason, requests }) => [reason, requests.length])).toEqual([
      ['size', 3],
      ['deadline', 2],
    ]);
    await world.clock.advance(2_000);
    expect(world.answers()).toEqual(['a ok', 'b ok', 'c ok', 'd ok', 'e ok']);
    expect([batcher.heldCount, accepted.committed]).toEqual([0, 5]);
  });

  it('for however long, nobody is told that anything is behind', async () => {
    const world = new PipelineWorld();
    world.publishPlan(plan);
    refuse(world);
    const { batcher } = world.wire();
    for (let second = 0; second < 60; second += 1) {
      await world.request('hasty', `r${second}`);
      await world.clock.advance(1_000);
      expect(batcher.pressure().filter(({ delayMs }) => delayMs > 50)).toEqual([]);
    }
    expect(world.answers().filter((answer) => answer.endsWith('ok'))).toHaveLength(60);
  });

  it('what it took before leaves in time, and once it is well again nothing is answered twice', async () => {
    const world = new PipelineWorld();
    world.publishPlan(plan);
    world.wire();
    await world.request('patient', 'a');
    await world.clock.advance(10);
    const mend = refuse(world);
    await world.clock.advance(620);
    expect(batches(world).map(({ reason }) => reason)).toEqual(['deadline']);
    mend();
    await world.clock.advance(3_000);
    expect(world.answers()).toEqual(['a ok']);
  });
});

it('what the store gives after it refused is not said to be in a batch for the first time', async () => {
  const world = new PipelineWorld();
  world.publishPlan(plan);
  const { batcher } = world.wire();
  await world.request('patient', 'first');
  await world.clock.advance(clockMarginMs + 1_000);
  for (const id of ['a', 'b', 'c']) await world.request('patient', id);
  await world.clock.advance(1);
  const mend = refuse(world);
  await world.request('patient', 'd');
  await world.clock.advance(100);
  mend();
  for (const id of ['e', 'f', 'g', 'h']) await world.request('patient', id);
  await world.clock.advance(2_000);
  expect(batches(world).map(({ reason, openAtMs }) => [reason, openAtMs === undefined])).toEqual([
    ['deadline', true],
    ['size', false],
    ['size', true],
    ['deadline', true],
  ]);
  expect(batcher.heldCount).toBe(0);
});

describe('while the store answers', () => {
  it('a request of which it says for ever that it waits leaves in the end', async () => {
    const world = new PipelineWorld();
    world.publishPlan(planOf([{ apps: { patient: 3_000 }, batchSize: 3 }]));
    const deadlineMs = world.clock.nowMs() + 10_000;
    const generation = { generation: 1, knownSinceMs: 1 };
    jest.spyOn(world.store, 'push').mockImplementation(async (_model, requests) => ({
      ...generation,
      reply: requests.map(({ flushAtMs }) => ({ kind: 'buffered', flushAtMs })),
    }));
    jest.spyOn(world.store, 'flushDue').mockResolvedValue({ ...generation, reply: { batches: [], nextDueAtMs: null } });
    jest
      .spyOn(world.store, 'status')
      .mockImplementation(async (_model, ids) => ({ ...generation, reply: ids.map(() => 'waiting') }));
    world.wire();
    await world.request('patient', 'a', { deadlineMs });
    await world.clock.advance(9_000);
    expect(world.answers()).toEqual(['a ok']);
  });

  it('one group that it cannot keep waits for its own time, and the others for theirs', async () => {
    const world = new PipelineWorld();
    world.publishPlan(
      planOf([
        { id: '1'.repeat(16), apps: { refused: 300 }, batchSize: 3 },
        { id: '2'.repeat(16), apps: { kept: 300 }, batchSize: 3 },
      ]),
    );
    const push = world.store.push.bind(world.store);
    jest.spyOn(world.store, 'push').mockImplementation(async (model, requests, terms) => {
      const taken = requests.filter(({ groupId }) => groupId.startsWith('2'));
      const { reply, ...generation } = await push(model, taken, terms);
      return {
        ...generation,
        reply: requests.map((request) => reply[taken.indexOf(request)] ?? { kind: 'unanswered' as const }),
      };
    });
    const { accepted } = world.wire();
    await world.request('refused', 'a');
    await world.request('kept', 'b');
    await world.clock.advance(305);
    expect(
      batches(world)
        .map(({ requests }) => requests.map(({ id }) => id))
        .sort(),
    ).toEqual([['a'], ['b']]);
    await world.clock.advance(1_000);
    expect(world.answers()).toEqual(['a ok', 'b ok']);
    expect(accepted.committed).toBe(2);
  });
});

describe('requests that wait for minutes, longer than facts are kept', () => {
  it.each([130_000, 600_000])('with an SLO of %d ms are run in time without the log being read', async (sloMs) => {
    const world = new PipelineWorld();
    world.publishPlan(planOf([{ apps: { patient: sloMs - 250 }, batchSize: 8 }]));
    jest.spyOn(world.outcomeLog, 'answered').mockRejectedValue(new Error('500001 outcomes were written since'));
    world.wire();
    await world.request('patient', 'first'); // founds the store: of this one it cannot know
    await world.clock.advance(10_000);
    await world.request('patient', 'a', { sloMs, deadlineMs: world.clock.nowMs() + sloMs });
    await world.request('patient', 'b', { sloMs, deadlineMs: world.clock.nowMs() + sloMs });
    await world.clock.advance(sloMs + 5_000);
    const answers = world.outcomes().filter(({ id }) => id !== 'first');
    expect(answers.map(({ id, status }) => `${id} ${status}`).sort()).toEqual(['a ok', 'b ok']);
  });

  it('leave earlier where the store cannot know of them, so that there is time to read the log', async () => {
    const world = new PipelineWorld();
    const sloMs = 130_000;
    world.publishPlan(planOf([{ apps: { patient: sloMs - 250 }, batchSize: 8 }]));
    const answered = world.outcomeLog.answered.bind(world.outcomeLog);
    jest.spyOn(world.outcomeLog, 'answered').mockImplementation(async (...asked) => {
      await sleep(world.clock, 1_500);
      return answered(...asked);
    });
    world.wire();
    await world.request('patient', 'first', { sloMs, deadlineMs: world.clock.nowMs() + sloMs });
    await world.clock.advance(sloMs + 5_000);
    expect(world.answers()).toEqual(['first ok']);
  });
});
