import { functionTimeoutSeconds, withFunctionTimeouts } from '../../src/replanner/functions/function-timeout';

const group = (functionName: string, max: number) => ({ functionName, latencyMs: { avg: max / 2, max } });
const options = { functionTimeoutSeconds: 60 };

describe('the timeout of a function', () => {
  it('is the planner’s, doubled until its longest batch has time', () => {
    expect(functionTimeoutSeconds([group('a', 500)], {}, options)).toBe(60);
    expect(functionTimeoutSeconds([group('a', 500), group('a', 50_000)], {}, options)).toBe(240);
    expect(functionTimeoutSeconds([], {}, options)).toBe(60);
  });

  it('is what its model says', () => {
    const model = { container: { timeoutSeconds: 7 } };
    expect(functionTimeoutSeconds([group('a', 50_000)], model, options)).toBe(7);
  });

  it('is said of every group, and is one for those that share the function', () => {
    const groups = [group('a', 500), group('b', 500), group('a', 50_000)];
    expect(withFunctionTimeouts(groups, {}, options).map((one) => one.functionTimeoutMs)).toEqual([
      240_000, 60_000, 240_000,
    ]);
  });
});
