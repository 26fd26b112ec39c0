import { timelineScale } from '../src/request/timeline-scale';

const stretch = (part: 'waited' | 'way' | 'ran' | 'way-out', fromMs: number, durationMs: number) => ({
  part,
  fromMs,
  durationMs,
  plannedMs: null,
});

describe('the scale of a timeline', () => {
  it('is even where nothing is idle for long', () => {
    const { placeOf, pieces } = timelineScale(
      [stretch('waited', 0, 50), stretch('ran', 50, 100), stretch('way-out', 150, 50)],
      null,
    );
    expect(pieces.every(({ collapsed }) => !collapsed)).toBe(true);
    expect([0, 50, 100, 150, 200].map(placeOf)).toEqual([0, 25, 50, 75, 100]);
  });

  it('draws long waiting shorter, and what was done keeps its room', () => {
    const { placeOf, pieces } = timelineScale([stretch('waited', 0, 10_000), stretch('ran', 10_000, 100)], null);
    expect(pieces.map(({ collapsed }) => collapsed)).toEqual([true, false]);
    expect(placeOf(10_000)).toBeCloseTo(37.5);
    expect(placeOf(5_000)).toBeCloseTo(18.75);
    expect(placeOf(10_100)).toBe(100);
  });

  it('ends at the deadline where that is later, and draws what was left shorter too', () => {
    const { placeOf, pieces } = timelineScale([stretch('ran', 0, 100)], 5_000);
    expect(pieces).toHaveLength(2);
    expect(pieces[1]!.collapsed).toBe(true);
    expect(placeOf(100)).toBeCloseTo(62.5);
    expect(placeOf(5_000)).toBe(100);
  });

  it('has a deadline before the end within what was done', () => {
    const { placeOf } = timelineScale([stretch('ran', 0, 200)], 50);
    expect(placeOf(50)).toBe(25);
  });

  it('never goes beyond its width', () => {
    const { placeOf } = timelineScale([stretch('waited', 0, 10), stretch('ran', 10, 10)], 5);
    expect(placeOf(1_000)).toBe(100);
    expect(placeOf(-5)).toBe(0);
    expect(timelineScale([], null).placeOf(5)).toBe(100);
  });
});
