import { changesText, questionOf, readChanges, withChange } from '../../src/plan/what-if/app-changes';
import { steps, stepOf, valueOf } from '../../src/plan/what-if/log-scale';

describe('the link of a what-if', () => {
  it('holds SLOs and rates of apps', () => {
    const changes = [
      { name: 'a.b-c_d', sloMs: 300, rateHz: 0.5 },
      { name: 'gone', rateHz: 0 },
      { name: 'x', sloMs: 90 },
    ];
    expect(changesText(changes)).toBe('a.b-c_d*300*0.5 gone**0 x*90*');
    expect(readChanges(changesText(changes))).toEqual(changes);
  });

  it.each(['', ' ', 'no-change', 'x**', '*300*5', '-x*300*', 'x*NaN*', 'x*-3*', '<b>*300*', `${'x'.repeat(64)}*3*`])(
    'leaves out what it cannot read: %j',
    (text) => expect(readChanges(text)).toEqual([]),
  );

  it('holds at most a thousand apps', () => {
    expect(readChanges(Array.from({ length: 1_001 }, (_, place) => `a${place}*300*`).join(' '))).toHaveLength(1_000);
  });

  it('asks for what is other than now and for nothing else', () => {
    expect(questionOf({ model: 'm', group: 'g', factor: '1' })).toEqual({});
    expect(questionOf({ change: 'x*90*', factor: '2.5', prices: 'p', catalogue: 'c', strategy: 's' })).toEqual({
      apps: [{ name: 'x', sloMs: 90 }],
      rateFactor: 2.5,
      prices: 'p',
      catalogue: 'c',
      strategy: 's',
    });
    expect(questionOf({ factor: 'fast' })).toEqual({});
  });
});

describe('a change of an app', () => {
  const changes = [
    { name: 'a', sloMs: 100 },
    { name: 'b', sloMs: 200 },
  ];
  it('replaces the one before in its place', () => {
    expect(withChange(changes, { name: 'a', sloMs: 100, rateHz: 7 })).toEqual([
      { name: 'a', sloMs: 100, rateHz: 7 },
      { name: 'b', sloMs: 200 },
    ]);
  });
  it('is added at the end, and goes where nothing of it is left', () => {
    expect(withChange(changes, { name: 'c', sloMs: undefined, rateHz: 0 }).at(-1)).toEqual({ name: 'c', rateHz: 0 });
    expect(withChange(changes, { name: 'a', sloMs: undefined, rateHz: undefined })).toEqual([
      { name: 'b', sloMs: 200 },
    ]);
  });
});

describe('a slider', () => {
  it('reaches both ends, and equal steps are equal factors', () => {
    expect([valueOf(0, 100, 10_000), valueOf(steps / 2, 100, 10_000), valueOf(steps, 100, 10_000)]).toEqual([
      100, 1_000, 10_000,
    ]);
    expect(stepOf(1_000, 100, 10_000)).toBe(steps / 2);
  });
  it('stands at its end for what is beyond', () => {
    expect([stepOf(1, 100, 10_000), stepOf(1e9, 100, 10_000)]).toEqual([0, steps]);
  });
});
