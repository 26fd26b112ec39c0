import { OutcomeWindow } from '../src/outcomes/outcome-window';
import type { FetchedPartition, TopicBounds } from '../src/outcomes/readable-topic';

const bounds = (...firsts: number[]): TopicBounds => ({
  topicId: 'a',
  partitions: firsts.map((first, partition) => ({ partition, first, end: first })),
});
const fetched = (partition: number, from: number, ...keys: string[]): FetchedPartition => ({
  partition,
  from,
  next: from + keys.length,
  end: from + keys.length,
  keys,
});
const ends = (...offsets: number[]): Map<number, number> => new Map(offsets.entries());

it('covers from where it began, and has reached an end when all of its partitions have', () => {
  const window = new OutcomeWindow(500_000);
  expect(window.covers(1_000)).toBe(false);
  window.begin(1_000, bounds(5, 7));
  expect([window.covers(999), window.covers(1_000), window.covers(2_000)]).toEqual([false, true, true]);
  expect(window.reached(ends(5, 7))).toBe(true);
  expect(window.reached(ends(6, 7))).toBe(false);
  expect(window.take(fetched(0, 5, 'a'))).toBe(true);
  expect(window.reached(ends(6, 7))).toBe(true);
  expect([window.has('a'), window.has('b')]).toEqual([true, false]);
});

it('goes back when it begins earlier, keeps what it knows, and takes nothing of a fetch from where it was before', () => {
  const window = new OutcomeWindow(500_000);
  window.begin(1_000, bounds(5));
  window.take(fetched(0, 5, 'young'));
  window.begin(500, bounds(4));
  expect([window.reached(ends(6)), window.has('young')]).toEqual([false, true]);
  expect(window.take(fetched(0, 6, 'late'))).toBe(true);
  expect([window.positions.get(0), window.has('late')]).toEqual([4, false]);
  window.take(fetched(0, 4, 'old', 'young'));
  expect([window.reached(ends(6)), window.has('old')]).toEqual([true, true]);
});

it('reads a partition that was added from its beginning', () => {
  const window = new OutcomeWindow(500_000);
  window.begin(1_000, bounds(5));
  expect(window.reached(ends(5, 1))).toBe(false);
  window.take(fetched(1, 0, 'new'));
  expect([window.reached(ends(5, 1)), window.has('new')]).toEqual([true, true]);
});

it('covers nothing any more where there is more than it may keep', () => {
  const window = new OutcomeWindow(2);
  window.begin(0, bounds(0));
  expect(window.take(fetched(0, 0, 'a', 'b'))).toBe(true);
  expect(window.take(fetched(0, 2, 'c'))).toBe(false);
  expect([window.covers(10), window.has('a'), window.reached(ends(0))]).toEqual([false, false, false]);
});

it('is of the topic that it began with, as far as the brokers tell', () => {
  const window = new OutcomeWindow(2);
  window.begin(0, bounds(0));
  expect([window.isOfTopic('a'), window.isOfTopic('b'), window.isOfTopic(undefined)]).toEqual([true, false, true]);
});
