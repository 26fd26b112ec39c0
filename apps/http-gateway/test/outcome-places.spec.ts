import { ManualClock } from '../../../libs/ports/test/fake-ports';
import { OutcomePlaces } from '../src/outcomes/outcome-places';

const clock = new ManualClock();
const forMs = 1_000;
let places: OutcomePlaces;
beforeEach(() => void (places = new OutcomePlaces(clock, { maxOutcomes: 3, forMs })));

/** Appended now, in partition 4. */
const note = (key: string | null, offset: number, status = 'ok'): void =>
  places.note({ key: () => key, header: () => status, offset, timestampMs: clock.nowMs() }, 4);

it('knows where an outcome lies, the first one of an identity', () => {
  note('a', 7);
  note('a', 8);
  note(null, 9);
  expect(places.placeOf('a')).toMatchObject({ partition: 4, offset: 7, isRejected: false });
  expect(places.placeOf('b')).toBeUndefined();
  expect(places.count).toBe(1);
});

it('takes the next outcome for that of a request which was refused before', () => {
  note('a', 1, 'rejected');
  expect(places.placeOf('a')).toMatchObject({ isRejected: true });
  note('a', 2, 'rejected');
  note('a', 3);
  note('a', 4, 'rejected');
  expect(places.placeOf('a')).toMatchObject({ offset: 3, isRejected: false });
});

it('forgets outcomes after their time', async () => {
  note('a', 1);
  await clock.advance(forMs);
  note('b', 2);
  expect(places.placeOf('a')).toBeDefined();
  await clock.advance(1);
  expect(places.placeOf('a')).toBeUndefined();
  note('a', 3);
  expect(places.placeOf('a')).toMatchObject({ offset: 3 });
});

it('knows no more of them than it may, and forgets first what it saw first', () => {
  ['a', 'b', 'c', 'd'].forEach((key, at) => note(key, at));
  expect(places.count).toBe(3);
  expect(['a', 'b', 'd'].map((key) => places.placeOf(key) !== undefined)).toEqual([false, true, true]);
});
