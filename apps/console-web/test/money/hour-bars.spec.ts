import type { MoneyPage } from '@harmonybatch/console-api';
import { hourBars } from '../../src/money/hour-bars';

const hourMs = 3_600_000;
type Coverage = MoneyPage['hours'][number]['coverage'];

const hours = (number: number, coverageAt: (place: number) => Coverage = () => 'complete'): MoneyPage['hours'] =>
  Array.from({ length: number }, (_, place) => ({
    hourMs: place * hourMs,
    amount: 1,
    requests: 10,
    parts: place % 2 === 0 ? [0.5, 0.25] : [],
    others: place % 2 === 0 ? 0 : 0.75,
    unattributed: 0.25,
    coverage: coverageAt(place),
  }));

describe('bars of hours', () => {
  it('are one for each hour where there is room', () => {
    expect(hourBars(hours(24), 24)).toHaveLength(24);
    expect(hourBars([], 24)).toEqual([]);
  });

  it('have parts of a day where there is not, and lose no money', () => {
    const bars = hourBars(hours(24 * 7 + 1), 60);
    expect(bars).toHaveLength(57);
    expect(bars[0]).toEqual({
      ...{ fromMs: 0, toMs: 3 * hourMs, amount: 3, requests: 30, coverage: 'complete' },
      ...{ parts: [1, 0.5], others: 0.75, unattributed: 0.75 },
    });
    expect(bars.at(-1)).toMatchObject({ fromMs: 168 * hourMs, toMs: 169 * hourMs });
    expect(bars.reduce((sum, { amount }) => sum + amount, 0)).toBe(169);
  });

  it('are complete, or unknown, only where each of their hours is', () => {
    const some: Record<number, Coverage> = { 0: 'unknown', 1: 'unknown', 2: 'unknown', 5: 'partial' };
    expect(
      hourBars(
        hours(8, (place) => some[place] ?? 'complete'),
        4,
      ).map(({ coverage }) => coverage),
    ).toEqual(['unknown', 'partial', 'partial', 'complete']);
  });
});
