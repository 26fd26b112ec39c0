import { getNoFaster } from '../src/rounds';

const faster = Array.from({ length: 40 }, (_, round) => 100 * 0.9 ** round);

test('as long as rounds get faster they go on, whatever happens to some of them', () => {
  const disturbed = faster.map((ms, round) => (round % 3 === 0 ? ms + 500 : ms));
  for (const rounds of [faster, disturbed])
    for (let count = 1; count <= rounds.length; count += 1) expect(getNoFaster(rounds.slice(0, count))).toBe(false);
});

test('rounds that take as long as those before get no faster, after eight of them', () => {
  const constant = Array.from({ length: 8 }, () => 10);
  expect(getNoFaster(constant)).toBe(false);
  expect(getNoFaster([...constant, 10])).toBe(true);
  expect(getNoFaster([100, 50, 10, ...constant.map(() => 10.2)])).toBe(true);
});

test('a gain below a twentieth is noise', () => {
  const slightly = [...Array.from({ length: 8 }, () => 10), 9.7];
  const clearly = [...Array.from({ length: 8 }, () => 10), 9.4];
  expect(getNoFaster(slightly)).toBe(true);
  expect(getNoFaster(clearly)).toBe(false);
});
