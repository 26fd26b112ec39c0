import { LogHistogram } from '@harmonybatch/model';
import { SeededRandomness } from '@harmonybatch/traffic';
import { WayWindow } from '../../src/way/way-window';

const minuteMs = 60_000;
const firstMinute = 30_000_000;
const atMs = (minute: number): number => (firstMinute + minute) * minuteMs + 30_000;

function waysOf(values: readonly number[]): LogHistogram {
  const ways = new LogHistogram();
  for (const value of values) ways.add(value);
  return ways;
}

const draws = new SeededRandomness(11);
/** Ways between `meanMs` and twice that. */
const around = (meanMs: number, requests = 500): LogHistogram =>
  waysOf(Array.from({ length: requests }, () => meanMs * (1 + draws.uniform())));

/** A way of 10 to 20 ms through as many dispatchers in each of ten minutes. */
function calm(dispatchers: number): WayWindow {
  const window = new WayWindow();
  for (let minute = 0; minute < 10; minute += 1)
    for (let one = 0; one < dispatchers; one += 1) window.add(`d${one}`, atMs(minute), around(10));
  return window;
}

const quantileOf = (window: WayWindow, minute = 9, minRequests = 400): number | undefined =>
  window.quantile(0.995, minRequests, atMs(minute))?.ms;

describe('WayWindow', () => {
  it('tells the quantile of the last minutes, over all dispatchers', () => {
    const found = calm(2).quantile(0.995, 400, atMs(9))!;
    expect(found).toMatchObject({ requests: 10_000, minutes: 10, slowDispatcher: null });
    expect(found.ms).toBeGreaterThanOrEqual(19);
    expect(found.ms).toBeLessThanOrEqual(22);
  });

  it('takes no notice of one bad minute, however many requests it had, but of two', () => {
    const window = calm(2);
    window.add('d0', atMs(10), around(800, 50_000));
    expect(quantileOf(window, 10)).toBeLessThanOrEqual(22);
    window.add('d1', atMs(11), around(800, 500));
    expect(quantileOf(window, 11)).toBeGreaterThan(800);
  });

  it('leaves one dispatcher of several out that is much slower than the others, and names it; one of two it does not', () => {
    const slowOf = (dispatchers: number): WayWindow => {
      const window = calm(dispatchers);
      for (let minute = 0; minute < 10; minute += 1) window.add('slow', atMs(minute), around(300));
      return window;
    };
    expect(slowOf(2).quantile(0.995, 400, atMs(9))).toMatchObject({ slowDispatcher: 'slow' });
    expect(quantileOf(slowOf(2))).toBeLessThanOrEqual(22);
    expect(quantileOf(slowOf(1))).toBeGreaterThan(500);
  });

  it('says nothing of too few requests or minutes, and looks further back where requests are rare', () => {
    const window = new WayWindow();
    for (let minute = 0; minute < 40; minute += 1) window.add('d', atMs(minute), around(10, 12));
    expect(window.quantile(0.995, 400, atMs(39))).toMatchObject({ minutes: 34, requests: 408 });
    expect(window.quantile(0.995, 481, atMs(39))).toBeNull();
    expect(window.quantile(0.995, 1, atMs(200))).toBeNull();
    const young = new WayWindow();
    for (const minute of [0, 1]) young.add('d', atMs(minute), around(10, 5_000));
    expect(young.quantile(0.995, 400, atMs(1))).toBeNull();
  });

  it('keeps an hour and so many dispatchers, whatever it is told', () => {
    const window = new WayWindow();
    for (let minute = 0; minute < 300; minute += 1)
      for (let one = 0; one < 100; one += 1) window.add(`d${one}`, atMs(minute), waysOf([10, 10]));
    expect(window.quantile(0.5, 1_000_000, atMs(299))).toBeNull();
    expect(window.quantile(0.5, 60 * 64 * 2, atMs(299))?.requests).toBe(60 * 64 * 2);
    expect(window.quantile(0.5, 60 * 64 * 2 + 1, atMs(299))).toBeNull();
  });
});
