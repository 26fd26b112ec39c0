import { compile, topics } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { hostileRecords } from './support/hostile-records';
import { validValues } from './support/valid-values';

const seed = 20240617;

describe.each(Object.values(topics))('$name', ({ value: schema }) => {
  const validator = compile(schema);

  it('accepts every value that is made from its schema', () => {
    fc.assert(
      fc.property(validValues(schema, ['photos']), (value) => {
        expect(validator.explain(JSON.parse(JSON.stringify(value)))).toEqual([]);
      }),
      { seed, numRuns: 100 },
    );
  });

  it('checks and explains whatever JSON comes, and names a fault of everything that it refuses', () => {
    let refused = 0;
    fc.assert(
      fc.property(hostileRecords(schema, { words: ['photos'] }), ({ value: bytes }) => {
        const value = parsed(bytes);
        if (validator.check(value)) return;
        refused += 1;
        const faults = validator.explain(value);
        expect(faults.length).toBeGreaterThan(0);
        for (const { field, message } of faults) expect(field + message).not.toBe('');
      }),
      { seed, numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});

function parsed(bytes: Buffer | null): unknown {
  try {
    return JSON.parse(String(bytes));
  } catch {
    return undefined;
  }
}
