import { modelVersionOf, recordOf, topics, type BatchExecuted } from '@harmonybatch/contracts';
import { latencyOf, shippedProfiles } from '@harmonybatch/model';
import { CalibrationRegistry, ExecutionWatch } from '@harmonybatch/pipeline';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { started } from '../replanner/world';

async function watching() {
  const world = await started(800);
  const { models, board, events } = world;
  const calibrations = new CalibrationRegistry();
  const leader = { counts: true };
  const watch = new ExecutionWatch(events, { models, board, calibrations, counts: () => leader.counts });
  const [group] = world.last().groups;
  const expectedSeconds = latencyOf(shippedProfiles['vgg19']!, group!.function, 1).avgSeconds;
  const executed = (factor: number, over: Partial<BatchExecuted> = {}): void => {
    const latencyMs = factor * expectedSeconds * 1_000;
    watch.onExecuted({
      ...{ batchId: '0'.repeat(32), model: 'vgg19', groupId: group!.id, epoch: 0, reason: 'size', status: 'ok' },
      ...{ functionName: group!.functionName, function: group!.function, size: 1, attempt: 1, startedAtMs: 1 },
      ...{ latencyMs, platformDurationMs: latencyMs, ...over },
    } as BatchExecuted);
  };
  const labels = { model: 'vgg19', function: group!.functionName };
  const drift = () => events.readingOf(plannerMetrics.executionDrift);
  const predicted = () => events.valuesOf(plannerMetrics.executionPredicted, labels);
  return { world, calibrations, leader, executed, expectedSeconds, labels, drift, predicted };
}

it('tells what executions were to take, and how far they are off that', async () => {
  const { executed, expectedSeconds, labels, drift, predicted } = await watching();
  for (const factor of [1, 1.4]) executed(factor);
  expect(predicted()).toEqual([expectedSeconds, expectedSeconds].map((seconds) => expect.closeTo(seconds, 9)));
  expect(await drift()).toEqual([{ labels, value: expect.closeTo(1.2, 9) as number }]);
});

it('is of the last executions: what they were long ago counts little', async () => {
  const { executed, drift } = await watching();
  for (let run = 0; run < 1_000; run += 1) executed(1);
  for (let run = 0; run < 1_000; run += 1) executed(2);
  expect((await drift())[0]?.value).toBeGreaterThan(1.99);
});

it('expects what plans expect: the profile as it is corrected', async () => {
  const { world, calibrations, executed, expectedSeconds, drift, predicted } = await watching();
  const model = world.models.get('vgg19')!;
  const change = recordOf(topics.calibrationChanged, {
    ...{ model: 'vgg19', modelVersion: modelVersionOf(model), cpu: 1.5, gpu: 1.5 },
    ...{ reason: 'drift', changedAtMs: 1, history: [] },
  } as const);
  expect(calibrations.apply(inboundRecord(change.topic, change.value, { key: change.key }))).toBeNull();
  executed(1.5);
  expect(predicted()).toEqual([expect.closeTo(1.5 * expectedSeconds, 9)]);
  expect((await drift())[0]?.value).toBeCloseTo(1, 9);
});

it('leaves out what says nothing of executions, and everything where another replica tells', async () => {
  const { world, executed, leader, drift, predicted } = await watching();
  executed(1, { status: 'error' });
  executed(1, { functionName: 'hb-other' });
  executed(1, { latencyMs: 5_000, platformDurationMs: 100 }); // waited for an instance
  expect([predicted(), await drift()]).toEqual([[], []]);
  executed(1);
  world.models.apply(inboundRecord(topics.modelProfiled.name, null, { key: 'vgg19' }));
  executed(1);
  expect(predicted()).toHaveLength(1);
  world.model();
  leader.counts = false;
  executed(1);
  expect(predicted()).toHaveLength(1);
  expect(await drift()).toEqual([]);
});
