import { runBlock, runSeed, type Safeguard, type Violation } from '@harmonybatch/fault-simulation';

const replay = (seed: number) => runSeed(seed, { without: null, keepsHistory: true });

/** A small part of `npm run sim`. */
it('500 seeds keep every promise', async () => {
  const { failures, requests, causes } = await runBlock({ from: 1, count: 500 }, null);
  expect(failures.map(({ seed, violations }) => ({ seed, violations }))).toEqual([]);
  expect(requests).toBeGreaterThan(8_000);
  expect(Object.keys(causes)).toEqual(
    expect.arrayContaining(['an acknowledgement was lost', 'the earlier process died', 'a process was paused']),
  );
}, 600_000);

it('a rejection that is written again because it was not acknowledged is explained, though another accepted meanwhile', async () => {
  const { violations, causes } = await replay(746_851);
  expect(violations).toEqual([]);
  expect(causes['an acknowledgement was lost']).toBeGreaterThan(0);
});

it('the same seed has the same history, another seed another one', async () => {
  const [first, again, other] = [await replay(7), await replay(7), await replay(8)];
  expect(again).toEqual(first);
  expect(first.history.length).toBeGreaterThan(20);
  expect(other.digest).not.toBe(first.digest);
  const { digest } = await runSeed(7, { without: null, keepsHistory: false });
  expect(digest).toBe(first.digest);
});

/** The kinds of violation that the absence of a safeguard leads to, and within how many seeds. */
const bites: readonly (readonly [Safeguard, readonly Violation['kind'][], number])[] = [
  ['facts-only', ['lost'], 20],
  ['re-push', ['stuck'], 100],
  ['recover', ['stuck'], 200],
  ['busy', ['lost'], 200],
  ['settle', ['second invocation', 'second outcome'], 50],
  ['guard', ['second outcome'], 300],
  ['log-check', ['second invocation', 'second outcome'], 200],
  ['read-before', ['second outcome'], 300],
  ['join-anew', ['stuck'], 200],
  ['append-time', ['lost'], 300],
  ['broker-time', ['stuck'], 200],
];

it.each(bites)('without the safeguard %s promises are broken, and that is seen', async (without, kinds, maxSeeds) => {
  const found = new Set<Violation['kind']>();
  for (let from = 1; from <= maxSeeds && found.size < kinds.length; from += 10) {
    const { failures } = await runBlock({ from, count: 10 }, without);
    for (const { violations } of failures) for (const { kind } of violations) found.add(kind);
  }
  expect([...found].sort()).toEqual(expect.arrayContaining([...kinds]));
});
