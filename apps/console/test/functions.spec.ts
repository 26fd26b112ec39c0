import { topics, type PlanPublished } from '@harmonybatch/contracts';
import { CalibrationRegistry, ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import { inboundRecord, ManualClock } from '../../../libs/ports/test/fake-ports';
import { FunctionsHandlers } from '../src/functions/functions.handlers';
import { RecentExecutions } from '../src/functions/recent-executions';
import { RecentPlans } from '../src/plans/recent-plans';
import { answerFaults } from './open-port';
import { atMs, examplePlan, executionOf, functionName } from './examples';

const call = { params: {}, query: {}, body: undefined, signal: new AbortController().signal };

it('shows a function that only the plan before used while it is invoked still', async () => {
  const [recent, board, executions] = [new RecentPlans(), new PlanBoard(), new RecentExecutions(1_000)];
  const [group] = examplePlan.groups;
  const next: PlanPublished = {
    ...examplePlan,
    groups: [{ ...group!, id: 'b'.repeat(16), functionName: 'hb_resnet_next' }],
  };
  recent.add(1, examplePlan);
  recent.add(2, next);
  expect(board.apply(inboundRecord(topics.planPublished.name, next, { key: next.model, offset: 2 }))).toBeNull();
  const list = () =>
    new FunctionsHandlers(
      ...([executions, recent, board, new ModelRegistry(), new CalibrationRegistry(), new ManualClock(atMs)] as const),
    ).handlers.functions!(call);
  expect((await list()).rows.map((row) => row.functionName)).toEqual(['hb_resnet_next']);
  executions.take(executionOf(1), 100);
  executions.take(executionOf(2, { functionName: 'of-nobody' }), 100);
  const found = await list();
  expect(answerFaults('functions', found)).toEqual([]);
  expect(found.rows).toMatchObject([
    { functionName: 'hb_resnet_next', inPlan: true, invocations: 0, warmInstances: 1 },
    { functionName, inPlan: false, invocations: 1, groupIds: [], warmInstances: 0, function: '2 vCPU, 4096 MB' },
  ]);
});
