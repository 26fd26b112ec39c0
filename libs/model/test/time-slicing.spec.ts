import { EvenDraws } from './support/even-draws';
import { cycleSeconds, timeSlicedSeconds, type SliceSchedule } from '../src/execution/time-slicing';

const tau = 0.002;
const schedule = (heldSlices: number): SliceSchedule => ({ heldSlices, cycleSlices: 24, sliceSeconds: tau });
const phases = (count: number): number[] => Array.from({ length: count }, (_, i) => ((i + 0.5) / count) * 24 * tau);
const eq4 = (work: number, m: number): number => Math.ceil(work / (m * tau)) * (24 - m) * tau + work;

describe('time slicing (Fig. 8)', () => {
  it.each([1, 2, 5, 12, 23])('takes 2·Mmax·τ at worst and (Mmax + m)·τ at best for work of 2m·τ, m = %d', (m) => {
    const work = 2 * m * tau;
    expect(timeSlicedSeconds(work, schedule(m), m * tau)).toBeCloseTo(2 * 24 * tau, 12);
    expect(timeSlicedSeconds(work, schedule(m), 0)).toBeCloseTo((24 + m) * tau, 12);
    const all = phases(4800).map((phase) => timeSlicedSeconds(work, schedule(m), phase));
    expect(Math.max(...all)).toBeLessThanOrEqual(2 * 24 * tau + 1e-12);
    expect(Math.min(...all)).toBeGreaterThanOrEqual((24 + m) * tau - 1e-12);
  });

  it.each([
    [0.0317, 1],
    [0.0317, 3],
    [0.11, 7],
    [0.0011, 2],
    [0.25, 23],
  ])('reaches Eq. 4 where the slice was just lost and never passes it: work %d s, m = %d', (work, m) => {
    expect(timeSlicedSeconds(work, schedule(m), m * tau)).toBeCloseTo(eq4(work, m), 12);
    const all = phases(4801).map((phase) => timeSlicedSeconds(work, schedule(m), phase));
    expect(Math.max(...all)).toBeLessThanOrEqual(eq4(work, m) + 1e-12);
    expect(Math.max(...all)).toBeGreaterThan(eq4(work, m) - 2 * (24 / 4801) * tau);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(work);
  });

  it.each([1, 2, 8, 20])('takes Eq. 3 on average over phases and over work, m = %d', (m) => {
    const random = new EvenDraws();
    let sum = 0;
    let expected = 0;
    for (let i = 0; i < 40_000; i++) {
      const work = random.between(5, 25) * m * tau;
      sum += timeSlicedSeconds(work, schedule(m), random.between(0, cycleSeconds(schedule(m))));
      expected += (24 / m) * work;
    }
    expect(sum / expected).toBeGreaterThan(0.995);
    expect(sum / expected).toBeLessThan(1.005);
  });

  it('does not interrupt a function that holds the whole card, whatever the phase', () => {
    for (const phase of phases(50)) expect(timeSlicedSeconds(0.123, schedule(24), phase)).toBe(0.123);
  });

  it('does not slice work that fits into what is left of the own slices', () => {
    expect(timeSlicedSeconds(0.003, schedule(2), 0.001)).toBeCloseTo(0.003, 12);
    expect(timeSlicedSeconds(0.0031, schedule(2), 0.001)).toBeCloseTo(0.0031 + 22 * tau, 12);
  });

  it('takes no time for no work', () => {
    expect(timeSlicedSeconds(0, schedule(2), 0.03)).toBe(0);
  });
});
