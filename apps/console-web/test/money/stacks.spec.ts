import type { MoneyPage } from '@harmonybatch/console-api';
import { stacksOf } from '../../src/money/stacks';

const row = (name: string): MoneyPage['rows'][number] => ({ name, model: 'm', amount: 1, requests: 1, perMillion: 1 });
const hour = (changes: Partial<MoneyPage['hours'][number]>): MoneyPage['hours'][number] => ({
  ...{ hourMs: 0, amount: 1, requests: 1, coverage: 'complete', parts: [], others: 0, unattributed: 0 },
  ...changes,
});

it('a bar is divided among the five dearest, all others and what no row bears', () => {
  const rows = Array.from({ length: 1_000 }, (_, index) => row(`app-${index}`));
  const bar = { parts: [5, 4, 3, 2, 1], others: 7, unattributed: 0.5 };
  const stacks = stacksOf({ by: 'app', rows, hours: [hour(bar)] });
  expect(stacks.map(({ name, amountOf }) => [name, amountOf(bar)])).toEqual([
    ['app-0', 5],
    ['app-1', 4],
    ['app-2', 3],
    ['app-3', 2],
    ['app-4', 1],
    ['other apps', 7],
    ['of no app', 0.5],
  ]);
  expect(new Set(stacks.map(({ color }) => color)).size).toBe(7);
});

it('what has nothing in any hour is no part', () => {
  const hours = [hour({}), hour({ parts: [0, 2] })];
  expect(stacksOf({ by: 'group', rows: [row('one'), row('two')], hours }).map(({ name }) => name)).toEqual(['two']);
});
