import { topics, type BatchExecuted } from '@harmonybatch/contracts';
import { replannerDefaults } from '@harmonybatch/pipeline';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { PromiseWatch } from '../../src/calibration/promise-watch';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { started } from '../replanner/world';

it('counts money, and what the plan expects of the same invocations', async () => {
  const world = await started(800);
  const { models, board, events } = world;
  let counts = true;
  const watch = new PromiseWatch(events, { models, board, counts: () => counts }, replannerDefaults.prices);
  const [group] = world.last().groups;
  const cost = { amount: 2 * group!.costPerRequest, currency: world.last().currency };
  const report: BatchExecuted = {
    batchId: '0'.repeat(32),
    model: 'vgg19',
    groupId: group!.id,
    epoch: 0,
    functionName: group!.functionName,
    function: group!.function,
    size: 1,
    reason: 'size',
    attempt: 1,
    status: 'ok',
    startedAtMs: world.clock.nowMs(),
    latencyMs: 120,
    platformDurationMs: 118,
    cost,
  };
  for (let execution = 0; execution < 10; execution += 1) watch.onExecuted(report);
  watch.onExecuted({ ...report, latencyMs: 1_620 });
  expect(events.countOf(plannerMetrics.coldStartsExpected)).toBeCloseTo(11 * group!.coldShare!, 9);
  expect(events.countOf(plannerMetrics.moneyBilled)).toBeCloseTo(11 * cost.amount, 9);
  expect(events.countOf(plannerMetrics.moneyExpected)).toBeGreaterThan(0);

  const counted = events.values.length;
  counts = false;
  watch.onExecuted(report);
  counts = true;
  watch.onExecuted({ ...report, functionName: 'hb-other' });
  world.models.apply(inboundRecord(topics.modelProfiled.name, null, { key: 'vgg19' }));
  watch.onExecuted(report);
  expect(events.values).toHaveLength(counted);
});

it('counts what failed invocations cost, for which a plan expects nothing', async () => {
  const world = await started(800);
  const { models, board, events } = world;
  const watch = new PromiseWatch(events, { models, board, counts: () => true }, replannerDefaults.prices);
  const [group] = world.last().groups;
  for (let execution = 0; execution < 400; execution += 1)
    watch.onExecuted({
      ...{ batchId: '0'.repeat(32), model: 'vgg19', groupId: group!.id, epoch: 0, reason: 'size', status: 'error' },
      ...{ functionName: group!.functionName, function: group!.function, size: 1, attempt: 1, startedAtMs: 1 },
      ...{ latencyMs: 120, platformDurationMs: 118, cost: { amount: 0.5, currency: world.last().currency } },
    } as BatchExecuted);
  expect(events.countOf(plannerMetrics.moneyBilled)).toBe(200);
  expect(events.countOf(plannerMetrics.moneyExpected)).toBe(0);
  expect(events.countOf(plannerMetrics.coldStartsExpected)).toBe(0);
  expect(events.countOf(plannerMetrics.moneyOff)).toBe(0);
});

it('says once that money is off, and again only after it was not meanwhile', async () => {
  const world = await started(800);
  const { models, board, events } = world;
  const watch = new PromiseWatch(events, { models, board, counts: () => true }, replannerDefaults.prices);
  const [group] = world.last().groups;
  const run = (times: number, amount: number): void => {
    for (let execution = 0; execution < times; execution += 1)
      watch.onExecuted({
        ...{ batchId: '0'.repeat(32), model: 'vgg19', groupId: group!.id, epoch: 0, reason: 'size', status: 'ok' },
        ...{ functionName: group!.functionName, function: group!.function, size: 1, attempt: 1, startedAtMs: 1 },
        ...{ latencyMs: 120, cost: { amount, currency: world.last().currency } },
      } as BatchExecuted);
  };
  run(1, 1e-9);
  const expected = events.countOf(plannerMetrics.moneyExpected);
  run(40, expected);
  expect(events.countOf(plannerMetrics.moneyOff)).toBe(0);
  run(300, 1.5 * expected);
  expect(events.countOf(plannerMetrics.moneyOff)).toBe(1);
  run(20_000, expected);
  run(2_000, 1.5 * expected);
  expect(events.countOf(plannerMetrics.moneyOff)).toBe(2);
});

it('expects an invocation to cost what is billed for it beside the time', async () => {
  const expectedAt = async (perInvocation: number): Promise<number> => {
    const world = await started(800);
    const { models, board, events } = world;
    const prices = { ...replannerDefaults.prices, perInvocation };
    const watch = new PromiseWatch(events, { models, board, counts: () => true }, prices);
    const [group] = world.last().groups;
    watch.onExecuted({
      ...{ batchId: '0'.repeat(32), model: 'vgg19', groupId: group!.id, epoch: 0, reason: 'size', status: 'ok' },
      ...{ functionName: group!.functionName, function: group!.function, size: 1, attempt: 1, startedAtMs: 1 },
      ...{ latencyMs: 120, cost: { amount: 1e-6, currency: prices.currency } },
    } as BatchExecuted);
    return events.countOf(plannerMetrics.moneyExpected);
  };
  expect(await expectedAt(0.5)).toBeCloseTo(0.5 + (await expectedAt(0)), 12);
});
