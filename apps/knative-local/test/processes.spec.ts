import { join } from 'node:path';
import { ContainerHost } from '@harmonybatch/container-processes';
import { OpenInferenceCodec } from '../../../libs/pipeline/src/dispatcher/codec/open-inference/open-inference-codec';
import type { RequestToRun } from '../../../libs/pipeline/src/dispatcher/ready-batch';
import { openKnative, type KnativeUnderTest } from './support/knative-under-test';

const command = [process.execPath, join(__dirname, 'fixtures', 'model-server.cjs')] as const;
const name = 'hb-m-cpu-1';
const longMs = 30_000;

let host: ContainerHost;
let under: KnativeUnderTest;

beforeAll(async () => {
  host = await ContainerHost.open({ cpuPeriodMs: 100 });
  under = await openKnative({ maxInstances: 3 }, (spec) => host.start(spec), command);
  await under.platformOf('hb-').ensure({ ...under.spec(name), env: { LEVEL: 'high' } }, 1);
});
afterAll(async () => {
  await under.close();
  await host.close();
});

it('a batch of tensors is run by a process, and each request gets what is its own', async () => {
  const codec = new OpenInferenceCodec();
  const requestOf = (values: number[]): RequestToRun =>
    ({
      identity: values.join(),
      inputsJson: JSON.stringify([{ name: 'x', shape: [1, values.length], datatype: 'FP32', data: values }]),
    }) as RequestToRun;
  const [part, other] = codec.partition([requestOf([1, 2]), requestOf([3]), requestOf([4, 5])]).parts;
  const path = '/v2/models/m/infer';
  const results = [];
  for (const requests of [part!, other!]) {
    const answer = await under
      .invokerWith({})
      .invoke(name, codec.encode({ batchId: 'b', attempt: 1, model: 'm' }, requests), longMs, { path });
    if (answer.kind !== 'answered') throw new Error(answer.message);
    const decoded = await codec.decode(answer, requests, () => Promise.resolve());
    if (!Array.isArray(decoded)) throw new Error(decoded.unreadable);
    results.push(...decoded);
  }
  const data = results.map((result) =>
    result.kind === 'outputs' ? (JSON.parse(result.outputs) as { data: unknown }[])[0]!.data : result,
  );
  expect(data).toEqual([[2, 4], [8, 10], [6]]);
});

it('a process that a batch brings down is an error of the function, and another one answers the next', async () => {
  const invoker = under.invokerWith({});
  const body = (inputs: unknown): string => JSON.stringify({ items: [{ id: 'a', inputs }] });
  expect(await invoker.invoke(name, body({ emulate: { crash: true } }), longMs)).toMatchObject({
    kind: 'function_error',
  });
  const next = await invoker.invoke(name, body('hello'), longMs);
  expect(next).toMatchObject({ kind: 'answered', body: expect.stringContaining('"inputs":"hello","level":"high"') });
});

it('a path that the container does not have is its own error, not a function that is gone', async () => {
  const result = await under.invokerWith({}).invoke(name, '{}', longMs, { path: '/other' });
  expect(result).toEqual({ kind: 'function_error', message: 'HTTP 404: {"error":"no such path"}' });
});
