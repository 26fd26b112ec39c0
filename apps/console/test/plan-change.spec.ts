import type { PlanPublished } from '@harmonybatch/contracts';
import { planChange } from '../src/plans/plan-change';
import { examplePlan } from './examples';

const [group] = examplePlan.groups;
const planOf = (id: string, rateHz: (place: number) => number): PlanPublished => ({
  ...examplePlan,
  groups: [
    {
      ...group!,
      id: id.repeat(16),
      apps: Array.from({ length: 1_000 }, (_, place) => ({
        ...group!.apps[0]!,
        name: `app-${place}`,
        rateHz: rateHz(place),
      })),
    },
  ],
});

it('a change of a thousand apps is told in few sentences, that of groups first and the largest of rates', () => {
  const before = { epoch: 1, plan: planOf('1', () => 1) };
  const { sentences } = planChange(
    before,
    planOf('2', (place) => 2 + place),
    undefined,
  );
  expect(sentences.slice(0, 3)).toEqual([
    expect.stringMatching(/^No group has app-0, .* and 995 more on .* any more\.$/),
    expect.stringMatching(/^A group has app-0, .* now\.$/),
    'app-999 is planned for 1000 requests a second, and was for 1 requests a second.',
  ]);
  expect(sentences).toHaveLength(13);
  expect(sentences.at(-1)).toBe('990 more apps are planned for another rate.');
});
