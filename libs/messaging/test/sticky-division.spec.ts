import fc from 'fast-check';
import { divide, type DividedMember, type Partitions } from '../src/rebalance/sticky-division';

const topic = 'a';
const partitionsOf = (count: number): Partitions => ({ [topic]: Array.from({ length: count }, (_, index) => index) });
const member = (id: string, owned: readonly number[] = [], generation = 1): DividedMember => ({
  id,
  topics: [topic],
  owned: { [topic]: owned },
  generation,
});
const sharesOf = (members: readonly DividedMember[], count: number): Record<string, readonly number[]> =>
  Object.fromEntries([...divide(members, partitionsOf(count)).byMember].map(([id, share]) => [id, share[topic] ?? []]));

/** Members of a group that was divided somehow: each partition has one owner, or none. */
const groups = fc
  .record({ count: fc.integer({ min: 1, max: 24 }), members: fc.integer({ min: 1, max: 9 }) })
  .chain(({ count, members }) =>
    fc.record({
      count: fc.constant(count),
      members: fc.constant(members),
      owners: fc.array(fc.integer({ min: -1, max: members - 1 }), { minLength: count, maxLength: count }),
    }),
  )
  .map(({ count, members, owners }) => ({
    count,
    members: Array.from({ length: members }, (_, index) =>
      member(
        `m${index}`,
        owners.flatMap((owner, partition) => (owner === index ? [partition] : [])),
      ),
    ),
  }));

/** What the members claim after they took what a division gave them. */
const after = (members: readonly DividedMember[], count: number): DividedMember[] => {
  const { byMember } = divide(members, partitionsOf(count));
  return members.map(({ id, generation }) => member(id, byMember.get(id)?.[topic] ?? [], generation + 1));
};
const ownedBy = ({ owned }: DividedMember): readonly number[] => owned[topic] ?? [];
const sizes = (members: readonly DividedMember[]): number[] => members.map((one) => ownedBy(one).length);

describe('the division of partitions among members that read on', () => {
  it('gives no partition twice, and none that another member still reads', () => {
    fc.assert(
      fc.property(groups, ({ count, members }) => {
        const shares = sharesOf(members, count);
        const given = Object.values(shares).flat();
        expect(new Set(given).size).toBe(given.length);
        for (const one of members)
          for (const [id, share] of Object.entries(shares))
            if (id !== one.id) expect(share.filter((partition) => ownedBy(one).includes(partition))).toEqual([]);
      }),
    );
  });

  it('is done by the second division: every partition has a reader, and none has two more than another', () => {
    fc.assert(
      fc.property(groups, ({ count, members }) => {
        const first = divide(members, partitionsOf(count));
        const withheld = count - [...first.byMember.values()].flatMap((share) => share[topic] ?? []).length;
        expect(first.unfinished).toBe(withheld > 0);
        const once = after(members, count);
        const second = divide(once, partitionsOf(count));
        expect(second.unfinished).toBe(false);
        const twice = after(once, count);
        expect(twice.flatMap(ownedBy).sort((one, two) => one - two)).toEqual(partitionsOf(count)[topic]);
        expect(Math.max(...sizes(twice)) - Math.min(...sizes(twice))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('moves as few partitions as balance needs', () => {
    fc.assert(
      fc.property(groups, ({ count, members }) => {
        const settled = after(after(members, count), count);
        const kept = members.flatMap((one, index) =>
          ownedBy(one).filter((partition) => ownedBy(settled[index]!).includes(partition)),
        ).length;
        const quotas = members
          .map((_, index) => Math.floor(count / members.length) + (index < count % members.length ? 1 : 0))
          .sort((one, two) => two - one);
        const most = sizes(members)
          .sort((one, two) => two - one)
          .reduce((sum, size, index) => sum + Math.min(size, quotas[index]!), 0);
        expect(kept).toBe(most);
      }),
    );
  });

  it('changes nothing in a group that is balanced', () => {
    fc.assert(
      fc.property(groups, ({ count, members }) => {
        const settled = after(after(members, count), count);
        expect(after(settled, count).map(ownedBy)).toEqual(settled.map(ownedBy));
      }),
    );
  });

  it('goes from one member to three and back to two with the moves that it takes', () => {
    const alone = sharesOf([member('a')], 6);
    expect(alone).toEqual({ a: [0, 1, 2, 3, 4, 5] });
    const taken = sharesOf([member('a', alone['a']), member('b'), member('c')], 6);
    expect(taken).toEqual({ a: [0, 1], b: [], c: [] });
    const three = sharesOf([member('a', taken['a']), member('b'), member('c')], 6);
    expect(three).toEqual({ a: [0, 1], b: [2, 3], c: [4, 5] });
    expect(sharesOf([member('b', three['b']), member('c', three['c'])], 6)).toEqual({ b: [0, 2, 3], c: [1, 4, 5] });
  });

  it('gives what one reads that leaves to those that stay, who keep all that they have', () => {
    fc.assert(
      fc.property(groups, fc.nat(), ({ count, members }, which) => {
        fc.pre(members.length > 1);
        const balanced = after(after(members, count), count);
        const leaver = which % balanced.length;
        const leaving = balanced.map((one, index) => (index === leaver ? { ...one, leaves: true } : one));
        const first = divide(leaving, partitionsOf(count));
        expect(first.unfinished).toBe(ownedBy(leaving[leaver]!).length > 0);
        const once = after(leaving, count).map((one, index) => ({ ...one, leaves: index === leaver }));
        expect(ownedBy(once[leaver]!)).toEqual([]);
        for (const [index, one] of once.entries())
          if (index !== leaver) expect(ownedBy(one)).toEqual(expect.arrayContaining([...ownedBy(leaving[index]!)]));
        expect(divide(once, partitionsOf(count)).unfinished).toBe(false);
        expect(after(once, count).flatMap(ownedBy).length).toBe(count);
      }),
    );
  });

  it('leaves with its owner what nobody takes, for then its last commits count', () => {
    expect(sharesOf([{ ...member('a', [0, 1]), leaves: true }], 2)).toEqual({ a: [0, 1] });
    expect(divide([{ ...member('a', [0, 1]), leaves: true }], partitionsOf(2)).unfinished).toBe(false);
  });

  it('leaves members without any where there are more of them than partitions', () => {
    expect(sharesOf([member('a'), member('b', [0]), member('c', [1])], 2)).toEqual({ a: [], b: [0], c: [1] });
  });

  it('believes the later of two claims, and neither of two that were made by the same division', () => {
    expect(sharesOf([member('a', [0], 3), member('b', [0], 4)], 1)).toEqual({ a: [], b: [0] });
    const both = [member('a', [0, 1], 4), member('b', [1], 4)];
    expect(divide(both, partitionsOf(2)).unfinished).toBe(true);
    expect(sharesOf(both, 2)).toEqual({ a: [0], b: [] });
  });

  it('gives a topic to those alone that read it, and forgets partitions that are no more', () => {
    const members = [member('a', [0, 7]), { ...member('b'), topics: ['other'] }];
    expect(sharesOf(members, 2)).toEqual({ a: [0, 1], b: [] });
  });
});
