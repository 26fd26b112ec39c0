import fc from 'fast-check';
import { shardOf } from '../../src/store/shard-of';

test('a request is in the same shard in every version', () => {
  expect(['photos/1', 'photos/2', 'search/00ff', ''].map((id) => shardOf(id, 16))).toEqual([9, 2, 8, 11]);
});

test('there is a shard for each request, and it is one of them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 64 }), (id, shards) => {
      const shard = shardOf(id, shards);
      expect(Number.isInteger(shard) && shard >= 0 && shard < shards).toBe(true);
    }),
  );
});

test.each([2, 3, 8, 64])('ids that count are spread evenly over %d shards', (shards) => {
  const perShard = 1_000;
  const counts = Array.from({ length: shards }, () => 0);
  for (let number = 0; number < perShard * shards; number += 1) counts[shardOf(`photos/${number}`, shards)]! += 1;
  // Six standard deviations of a binomial count.
  for (const count of counts) expect(Math.abs(count - perShard)).toBeLessThan(6 * Math.sqrt(perShard));
});
