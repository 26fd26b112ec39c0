import fc from 'fast-check';
import { nearestName } from '../../src/registry/nearest-name';

/** Levenshtein distance by its definition. */
function distance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, line) =>
    Array.from({ length: other.length + 1 }, (_, column) => (line === 0 ? column : column === 0 ? line : 0)),
  );
  for (let line = 1; line <= one.length; line += 1)
    for (let column = 1; column <= other.length; column += 1)
      rows[line]![column] = Math.min(
        rows[line - 1]![column]! + 1,
        rows[line]![column - 1]! + 1,
        rows[line - 1]![column - 1]! + (one[line - 1] === other[column - 1] ? 0 : 1),
      );
  return rows[one.length]![other.length]!;
}

const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 9 });

it('is the first of the nearest within two edits, or none', () =>
  fc.assert(
    fc.property(name, fc.array(name, { maxLength: 6 }), (asked, known) => {
      const distances = known.map((one) => distance(asked, one));
      const min = Math.min(Infinity, ...distances);
      expect(nearestName(asked, known)).toBe(min > 2 ? null : known[distances.indexOf(min)]);
    }),
    { seed: 20240617, numRuns: 2_000 },
  ));

it('does not mind case', () => expect(nearestName('Photos', ['search', 'photo'])).toBe('photo'));
