import { topics, type PlanPublished } from '@harmonybatch/contracts';
import { PlanBoard } from '@harmonybatch/pipeline';
import { inboundRecord } from '../../../libs/ports/test/fake-ports';
import { earlierPlan } from '../src/registry/chosen-plan';
import { PlanHistory } from '../src/registry/plan-history';
import type { RegistryViews } from '../src/registry/registry-views';
import { planOf } from './fake-system';

const plan = planOf([{ name: 'photos', model: 'vgg19', sloMs: 500 }]);
const withGroup = (id: string): PlanPublished => ({ ...plan, groups: plan.groups.map((group) => ({ ...group, id })) });

test('plans are remembered in the order in which they came into force, one that was only repriced as its last state', () => {
  const board = new PlanBoard();
  const history = new PlanHistory(board);
  const [first, second] = [withGroup('1'.repeat(16)), withGroup('2'.repeat(16))];
  [first, { ...first, costPerSecond: 1 }, second, first].forEach((value, offset) => {
    expect(board.apply(inboundRecord(topics.planPublished.name, value, { key: 'vgg19', offset }))).toBeNull();
  });
  expect(history.of('vgg19').map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(history.of('another')).toEqual([]);
});

test('there is no going back to a plan that was only priced otherwise', () => {
  const board = new PlanBoard();
  const views = { plans: board, history: new PlanHistory(board) } as RegistryViews;
  const first = withGroup('1'.repeat(16));
  [first, { ...first, costPerSecond: 1 }].forEach((value, offset) =>
    board.apply(inboundRecord(topics.planPublished.name, value, { key: 'vgg19', offset })),
  );
  expect(() => earlierPlan(views, 'vgg19')).toThrow(
    'Kafka has no plan of vgg19 with other groups than the one in force.',
  );
});
