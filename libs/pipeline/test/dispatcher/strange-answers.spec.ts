import { topics } from '@harmonybatch/contracts';
import type { InvocationResult } from '@harmonybatch/ports';
import { PipelineWorld, planOf } from '../pipeline-world';

const ids = Array.from({ length: 16 }, (_, index) => `r${String(index).padStart(2, '0')}`);

/** Sixteen requests in one batch; what is answered for `r02` is as given. */
async function answeredWith(
  strange: (id: string) => string,
  sloMs = 5_000,
  texts: string[] = [],
): Promise<PipelineWorld> {
  const world = new PipelineWorld(({ body }): InvocationResult => {
    const items = body.items.map(({ id, inputs }) =>
      (inputs as { of: string }).of === 'r02' ? strange(id) : `{"id":"${id}","outputs":1}`,
    );
    return { kind: 'answered', body: `{"items":[${items.join()}]}` };
  });
  world.log.onAppend((topic, _partition, _offset, { value }) => {
    if (topic === topics.inferenceCompleted.name) texts.push(String(value));
  });
  world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: ids.length }]));
  world.wire();
  for (const id of ids) await world.request('app1', id, { deadlineMs: world.clock.nowMs() + sloMs, sloMs });
  await world.clock.advance(20_000);
  return world;
}

describe('one item’s strange error', () => {
  it.each<[string, (id: string) => string]>([
    ['a bare text', (id) => `{"id":"${id}","error":"CUDA out of memory"}`],
    ['a number for a code', (id) => `{"id":"${id}","error":{"code":507}}`],
    ['a message too long', (id) => `{"id":"${id}","error":{"message":"${'x'.repeat(3_000)}"}}`],
    ['no outputs', (id) => `{"id":"${id}"}`],
    ['NaN', (id) => `{"id":"${id}","outputs":[NaN]}`],
  ])('(%s) costs one invocation and no other answer, with 250 ms left', async (_what, strange) => {
    const world = await answeredWith(strange, 250);
    expect(world.functions.invocations).toHaveLength(1);
    expect(world.answers()).toEqual(ids.map((id) => `${id} ${id === 'r02' ? 'error' : 'ok'}`));
  });

  it('keeps every digit of the others', async () => {
    const texts: string[] = [];
    await answeredWith((id) => `{"id":"${id}","outputs":1234567890123456789}`, 5_000, texts);
    expect(texts.filter((text) => text.endsWith(',"outputs":1234567890123456789}'))).toHaveLength(1);
  });
});

it('an answer after the deadline says by how much', async () => {
  const world = new PipelineWorld(undefined, 900);
  world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: 1 }]));
  world.wire();
  await world.request('app1', 'late', { deadlineMs: world.clock.nowMs() + 300, sloMs: 300 });
  await world.request('app1', 'timely');
  await world.clock.advance(5_000);
  const lateness = world.outcomes().map(({ id, status, timing }) => [id, status, timing.lateByMs]);
  expect(lateness.sort()).toEqual([
    ['late', 'ok', 602],
    ['timely', 'ok', undefined],
  ]);
});
