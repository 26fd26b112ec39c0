import { LogRateLimit } from '../src/observability/log-rate-limit';

describe('the lines of a log', () => {
  const setUp = () => {
    const clock = { nowMs: 0 };
    const budget = new LogRateLimit(() => clock.nowMs);
    const admitted = (message: string, times: number) =>
      Array.from({ length: times }, () => budget.admit(message)).filter((leftOut) => leftOut !== null);
    return { clock, admitted };
  };

  it('are bounded for each message, and the next line says how many were left out', () => {
    const { clock, admitted } = setUp();
    expect(admitted('no store', 500)).toHaveLength(20);
    expect(admitted('no log', 1)).toEqual([0]);
    clock.nowMs = 999;
    expect(admitted('no store', 1)).toEqual([]);
    clock.nowMs = 1_000;
    expect(admitted('no store', 2)).toEqual([481, 0]);
  });
});
