import { appDifferences, costDifference, newGroups } from '../../src/plan/differences/app-differences';
import { change, signedMoneyPerHour, signedShare } from '../../src/plan/differences/signed';
import { planGroup } from './plan-groups';

const before = [
  planGroup({ id: 'g1', costPerHour: 3, apps: { a: [300, 10], b: [400, 20] } }),
  planGroup({ id: 'g2', costPerHour: 1, apps: { c: [900, 5] } }),
];

describe('differences of two plans', () => {
  it('are none between a plan and itself', () => {
    const rows = appDifferences(before, before);
    expect(rows.map((row) => [row.name, row.isServedOtherwise, costDifference(row)])).toEqual([
      ['a', false, 0],
      ['b', false, 0],
      ['c', false, 0],
    ]);
    expect(newGroups(before, before).size).toBe(0);
  });

  it('name apps that are served otherwise first, dearest difference first', () => {
    const after = [
      planGroup({ id: 'h1', costPerHour: 3, apps: { a: [300, 10], b: [400, 20] } }),
      planGroup({ id: 'h2', costPerHour: 9, batchSize: 4, apps: { c: [900, 5], d: [900, 1] } }),
    ];
    const rows = appDifferences(before, after, [{ name: 'd', promised: 0.99, inSlo: 0.98, p99Ms: 880, requests: 60 }]);
    expect(rows.map(({ name, isServedOtherwise }) => [name, isServedOtherwise])).toEqual([
      ['c', true],
      ['d', true],
      ['a', false],
      ['b', false],
    ]);
    expect(costDifference(rows[0]!)).toBeCloseTo(6.5);
    expect(rows[1]).toMatchObject({ before: null, simulated: { inSlo: 0.98 } });
    expect(newGroups(before, after)).toEqual(new Set(['h2']));
  });

  it('of an app that is served no more are all that it cost', () => {
    const row = appDifferences(before, before.slice(0, 1)).find(({ name }) => name === 'c')!;
    expect(row).toMatchObject({ after: null, isServedOtherwise: true });
    expect(costDifference(row)).toBe(-1);
  });
});

it('differences say their sign, and rounding is no difference', () => {
  expect(signedMoneyPerHour(0.5, 'CNY')).toMatch(/^\+0\.5.CNY\/h$/);
  expect(signedMoneyPerHour(-0.5, 'CNY')).toMatch(/^−0\.5.CNY\/h$/);
  expect(signedMoneyPerHour(1e-12, 'CNY')).toMatch(/^±0.CNY\/h$/);
  expect(signedShare(-0.031)).toMatch(/^−3\.1.%$/);
  expect(change(0, 5)).toBeNull();
  expect(change(2, 3)).toMatch(/^\+50.%$/);
});
