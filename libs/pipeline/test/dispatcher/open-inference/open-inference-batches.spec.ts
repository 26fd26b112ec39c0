import type { FunctionScript } from '@harmonybatch/memory';
import { PipelineWorld, planOf } from '../../pipeline-world';
import { inferenceServer } from './inference-server';

const path = '/v2/models/vgg19/infer';
const plan = {
  ...planOf([{ apps: { app1: 300 }, batchSize: 4 }]),
  call: { protocol: 'open-inference-v2', path } as const,
};

const server: FunctionScript = ({ body }) => {
  const reply = inferenceServer(JSON.stringify(body));
  if (reply.status === 200) return { kind: 'answered', body: reply.body };
  return { kind: 'function_error', message: reply.body };
};
const tensors = (...rows: number[][]) => [
  { name: 'x', shape: [rows.length, rows[0]!.length], datatype: 'FP32', data: rows.flat() },
];

/** Four requests with these inputs in one batch. */
async function answered(inputs: Readonly<Record<string, unknown>>): Promise<PipelineWorld> {
  const world = new PipelineWorld(server);
  world.publishPlan(plan);
  world.wire();
  for (const [id, one] of Object.entries(inputs))
    await world.request('app1', id, { inputs: one, sloMs: 60_000, deadlineMs: world.clock.nowMs() + 60_000 });
  await world.clock.advance(20_000);
  return world;
}

const echoOf = (world: PipelineWorld, id: string): unknown => {
  const outcome = world.outcomes().find((one) => one.id === id);
  return outcome?.status === 'ok' ? (outcome.outputs as { data: unknown }[])[0]!.data : outcome?.error;
};
/** The shapes of the first tensors that were sent, in order. */
const shapesSent = (world: PipelineWorld): unknown[] =>
  world.functions.invocations.map(
    ({ body }) => (body as unknown as { inputs: { shape: number[] }[] }).inputs[0]!.shape,
  );

it('a batch goes to the path of the model as one tensor, and each request gets its rows', async () => {
  const world = await answered({
    a: tensors([1, 2]),
    b: tensors([3, 4], [5, 6]),
    c: tensors([7, 8]),
    d: tensors([9, 0]),
  });
  expect(world.functions.invocations.map((one) => one.path)).toEqual([path]);
  expect(shapesSent(world)).toEqual([[5, 2]]);
  expect(['a', 'b', 'c', 'd'].map((id) => echoOf(world, id))).toEqual([
    [1, 2],
    [3, 4, 5, 6],
    [7, 8],
    [9, 0],
  ]);
});

it('tensors of other shapes go one after the other, and what is no tensor is refused', async () => {
  const world = await answered({ a: tensors([1, 2]), b: tensors([3]), c: tensors([4, 5]), d: { pixels: 'x' } });
  expect(shapesSent(world)).toEqual([
    [2, 2],
    [1, 1],
  ]);
  const [first, second] = world.functions.invocations.map(({ atMs }) => atMs);
  expect(second! - first!).toBe(100);
  expect(['a', 'b', 'c'].map((id) => echoOf(world, id))).toEqual([[1, 2], [3], [4, 5]]);
  expect(echoOf(world, 'd')).toMatchObject({ code: 'invalid', retryable: false });
});

it('a request that makes its batch fail fails alone, with what the server says', async () => {
  const world = await answered({ a: tensors([1, 2]), b: tensors([-666, 0]), c: tensors([7, 8]), d: tensors([9, 0]) });
  expect(['a', 'c', 'd'].map((id) => echoOf(world, id))).toEqual([
    [1, 2],
    [7, 8],
    [9, 0],
  ]);
  expect(echoOf(world, 'b')).toMatchObject({
    code: 'function_failed',
    message: expect.stringContaining('cannot take'),
  });
});

it('a part that fails does not hold up the next one', async () => {
  const world = await answered({ a: tensors([-666]), b: tensors([1, 2]), c: tensors([3, 4]), d: tensors([5, 6]) });
  const startsMs = world.functions.invocations.map(({ atMs }) => atMs);
  expect(shapesSent(world).slice(0, 2)).toEqual([
    [1, 1],
    [3, 2],
  ]);
  expect(startsMs[1]! - startsMs[0]!).toBe(100);
  expect(['b', 'c', 'd'].map((id) => echoOf(world, id))).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
});
