import { OutcomeWindow } from '../src/outcomes/outcome-window';

const at = (partition: number, offset: number) => ({ partition, offset });

it('covers from where it began, and has reached an end when all of its partitions have', () => {
  const window = new OutcomeWindow(500_000);
  expect(window.covers(1_000)).toBe(false);
  window.begin(1_000, [at(0, 5), at(1, 7)]);
  expect([window.covers(999), window.covers(1_000), window.covers(2_000)]).toEqual([false, true, true]);
  expect(window.reached([at(0, 5), at(1, 7)])).toBe(true);
  expect(window.reached([at(0, 6), at(1, 7)])).toBe(false);
  expect(window.take(0, 5, 5, ['a'])).toBe(true);
  expect(window.reached([at(0, 6), at(1, 7)])).toBe(true);
  expect([window.has('a'), window.has('b')]).toEqual([true, false]);
});

it('covers nothing any more where records are missing', () => {
  const window = new OutcomeWindow(500_000);
  window.begin(0, [at(0, 5)]);
  expect(window.take(0, 5, 6, ['a', 'b'])).toBe(true);
  expect(window.take(0, 8, 8, ['d'])).toBe(false);
  expect([window.covers(10), window.has('a'), window.reached([at(0, 5)])]).toEqual([false, false, false]);
});

it('takes what is read twice once, and goes back when it begins earlier', () => {
  const window = new OutcomeWindow(500_000);
  window.begin(1_000, [at(0, 5)]);
  window.take(0, 5, 9, ['young']);
  window.begin(500, [at(0, 2)]);
  expect(window.reached([at(0, 10)])).toBe(false);
  expect(window.take(0, 2, 4, ['old'])).toBe(true);
  expect(window.take(0, 5, 9, ['young'])).toBe(true);
  expect([window.reached([at(0, 10)]), window.has('old'), window.has('young')]).toEqual([true, true, true]);
});

it('leaves out partitions that it does not know', () => {
  const window = new OutcomeWindow(500_000);
  expect(window.take(3, 100, 100, ['a'])).toBe(true);
  expect(window.has('a')).toBe(false);
});
