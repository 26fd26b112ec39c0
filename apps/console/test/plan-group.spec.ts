import { planGroupOf } from '../src/plans/plan-group';
import { examplePlan } from './examples';

const [group] = examplePlan.groups;
const binding = { app: null, sentence: 'nothing binds' };
const shown = (changes: Partial<typeof group>) =>
  planGroupOf(examplePlan, { ...group!, ...changes }, binding, new Map());

it('what groups cost adds up to what the plan does, where each by itself would cost more', () => {
  const { costPerHour, costPerRequest } = shown({ costPerRequest: 0.000_003 });
  expect(costPerHour).toBeCloseTo(examplePlan.costPerSecond * 3_600, 12);
  expect(costPerRequest).toBeCloseTo(0.000_002, 12);
});

it('a group of a plan that does not say what its money is for costs what its requests do', () => {
  const { costPerHour, moneyPerHour } = shown({ costPerRequest: 0.000_003, moneyPerSecond: undefined });
  expect(costPerHour).toBeCloseTo(0.000_003 * 10 * 3_600, 12);
  expect(moneyPerHour).toBeNull();
});
