import fc from 'fast-check';
import { OffsetTracker } from '@harmonybatch/ports';

it('commits below the first offset that was not given up', () => {
  const tracker = new OffsetTracker();
  expect(tracker.watermark()).toBeNull();
  for (const offset of [10, 11, 12]) tracker.delivered(offset);
  tracker.released(11);
  expect(tracker.watermark()).toBe(10);
  tracker.released(10);
  expect(tracker.watermark()).toBe(12);
  tracker.released(12);
  expect([tracker.watermark(), tracker.openCount]).toEqual([13, 0]);
});

it('takes a repeated delivery for the same record', () => {
  const tracker = new OffsetTracker();
  for (const offset of [1, 2, 3]) tracker.delivered(offset);
  tracker.released(2);
  for (const offset of [1, 2, 3]) tracker.delivered(offset);
  tracker.released(1);
  expect([tracker.watermark(), tracker.openCount]).toEqual([3, 1]);
});

it('never commits past an open offset and never goes back', () => {
  const steps = fc.array(fc.record({ deliver: fc.boolean(), pick: fc.nat(1_000) }), { maxLength: 200 });
  fc.assert(
    fc.property(fc.nat(100), steps, (start, given) => {
      const tracker = new OffsetTracker();
      const open: number[] = [];
      let next = start;
      let before = 0;
      for (const { deliver, pick } of given) {
        if (deliver) {
          tracker.delivered(next);
          open.push(next);
          next += 1 + (pick % 3);
        } else if (open.length > 0) {
          tracker.released(open.splice(pick % open.length, 1)[0]!);
        }
        const mark = tracker.watermark();
        if (mark === null) continue;
        expect(mark).toBeLessThanOrEqual(Math.min(...open, next));
        if (open.length > 0) expect(mark).toBe(Math.min(...open));
        expect(mark).toBeGreaterThanOrEqual(before);
        before = mark;
      }
    }),
    { seed: 7 },
  );
});

describe('offsets that hold no record', () => {
  it('are passed with the records before them, once those are given up', () => {
    const tracker = new OffsetTracker();
    tracker.delivered(5);
    tracker.passed(6);
    expect(tracker.watermark()).toBe(5);
    tracker.released(5);
    expect(tracker.watermark()).toBe(7);
  });

  it('are passed where nothing was delivered at all', () => {
    const tracker = new OffsetTracker();
    tracker.passed(3);
    expect(tracker.watermark()).toBe(4);
    tracker.delivered(4);
    expect(tracker.watermark()).toBe(4);
  });
});
