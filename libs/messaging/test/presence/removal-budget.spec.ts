import { RemovalBudget } from '../../src/presence/removal-budget';

describe('how many members one process removes', () => {
  it('is sixteen at once, and one more each second', () => {
    let nowMs = 0;
    const budget = new RemovalBudget(() => nowMs);
    const taken = (): number => Array.from({ length: 100 }, () => budget.take()).filter(Boolean).length;
    expect(taken()).toBe(16);
    nowMs = 900;
    expect(taken()).toBe(0);
    nowMs = 2_100;
    expect(taken()).toBe(2);
    nowMs = 1_000_000;
    expect(taken()).toBe(16);
  });
});
