import fc from 'fast-check';
import { groupsWithout } from '../../src/replanner/drafts/groups-without';

const maxApps = 8;
const functionCount = 4;

/** Some of the apps, each in one of the groups; groups of one plan share functions. */
const groupsOf = (plan: string) =>
  fc.array(fc.option(fc.nat(maxApps - 1)), { minLength: maxApps, maxLength: maxApps }).map((places) =>
    [...new Set(places.filter((place) => place !== null))].map((place) => ({
      plan,
      functionName: `f${place % functionCount}`,
      apps: places.flatMap((at, index) => (at === place ? [{ name: `app${index}` }] : [])),
    })),
  );

const missingOf = fc.subarray(Array.from({ length: functionCount }, (_, index) => `f${index}`));

const namesIn = (groups: readonly { readonly apps: readonly { readonly name: string }[] }[]): string[] =>
  groups.flatMap(({ apps }) => apps.map(({ name }) => name));

it('puts no app in two groups, draws none of the missing functions in, and leaves no app out that was served', () => {
  fc.assert(
    fc.property(groupsOf('draft'), groupsOf('before'), missingOf, (draft, before, names) => {
      const missing = new Map(names.map((name) => [name, 'none']));
      const groups = groupsWithout(draft, before, missing);
      const placed = namesIn(groups);
      expect(new Set(placed).size).toBe(placed.length);
      expect(groups.filter(({ plan, functionName }) => plan === 'draft' && missing.has(functionName))).toEqual([]);
      const served = namesIn(before).filter((name) => namesIn(draft).includes(name));
      expect(placed).toEqual(expect.arrayContaining(served));
      if (names.length === 0) expect(groups).toEqual(draft);
    }),
  );
});
