import fc from 'fast-check';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import type { Window } from '@harmonybatch/console-api';
import type { AppFigures } from '../src/traffic/app-figures';
import { CountTable } from '../src/traffic/count-table';
import { bucketOf, upperMsOf } from '../src/traffic/columns';
import { promiseState } from '../src/traffic/promise-state';
import { Traffic, windowMs } from '../src/traffic/traffic';
import { IdentityMemory } from '../src/reading/identity-memory';
import { atMs, identityOf, outcomeOf } from './examples';

const windows = ['1m', '5m', '15m', '1h'] as const;

const newTraffic = (clock: ManualClock, maxApps = 100) =>
  new Traffic(clock, new RecordedEvents(), { maxApps, beganMs: atMs - 3_600_000 });

it('counts by key as a map does, packed or not', () => {
  const keys = fc.oneof(fc.nat(150), fc.integer({ min: 0, max: 2 ** 31 }));
  const counts = fc.integer({ min: 1, max: 9 });
  const packed = fc.nat(9).map((number) => number === 0);
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, counts, packed), { maxLength: 200 }), (added) => {
      const table = new CountTable(1_000);
      const expected = new Map<number, number>();
      for (const [key, count, isPacked] of added) {
        if (isPacked) table.pack();
        table.add(key, count);
        expected.set(key, (expected.get(key) ?? 0) + count);
      }
      const counted = new Map<number, number>();
      table.forEach((key, count) => counted.set(key, count));
      expect(new Map([...counted].sort())).toEqual(new Map([...expected].sort()));
      for (const [key, count] of expected) expect(table.get(key)).toBe(count);
    }),
  );
  const full = new CountTable(1);
  expect([full.add(1), full.add(2), full.add(1)]).toEqual([true, false, true]);
});

it('has buckets of latencies that are 2 % wide', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), (latencyMs) => {
      const upper = upperMsOf(bucketOf(latencyMs));
      expect(upper).toBeGreaterThanOrEqual(latencyMs * (1 - 1e-9));
      expect(upper).toBeLessThanOrEqual(latencyMs * 1.0201);
    }),
  );
});

it('has in each window what ended in it, whatever the order', () => {
  const outcome = fc.record({
    app: fc.constantFrom('tight', 'loose'),
    agoMs: fc.integer({ min: 0, max: 4_000_000 }),
    isLate: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 60 }), (all) => {
      const traffic = newTraffic(new ManualClock(atMs));
      all.forEach(({ app, agoMs, isLate }, index) => {
        const completedAtMs = atMs - agoMs;
        const timing = { completedAtMs, arrivedAtMs: completedAtMs - 100, ...(isLate ? { lateByMs: 5 } : {}) };
        traffic.take(outcomeOf(index, { app, timing }));
      });
      for (const window of ['1m', '5m', '15m', '1h'] as const) {
        // Windows begin with a whole slot; now is one's beginning.
        const within = all.filter(({ agoMs }) => agoMs <= windowMs[window]);
        const { apps, all: figures } = traffic.of(window);
        expect(figures.counts.requests).toBe(within.length);
        expect(apps.get('tight')?.counts.late ?? 0).toBe(
          within.filter(({ app, isLate }) => app === 'tight' && isLate).length,
        );
        expect(apps.get('loose')?.counts.inSlo ?? 0).toBe(
          within.filter(({ app, isLate }) => app === 'loose' && !isLate).length,
        );
      }
    }),
    { numRuns: 40 },
  );
});

it('a window that is asked for again and again has what one has that is asked for the first time', async () => {
  const step = fc.record({
    app: fc.constantFrom('tight', 'loose'),
    passedMs: fc.nat(90_000),
    agoMs: fc.nat(400_000),
    isLate: fc.boolean(),
    asked: fc.constantFrom(...windows),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const clock = new ManualClock(atMs);
      const [traffic, unasked] = [newTraffic(clock), newTraffic(clock)];
      for (const [index, { app, passedMs, agoMs, isLate, asked }] of steps.entries()) {
        await clock.advance(passedMs);
        const completedAtMs = clock.nowMs() - agoMs;
        const timing = { completedAtMs, arrivedAtMs: completedAtMs - 100, ...(isLate ? { lateByMs: 5 } : {}) };
        for (const one of [traffic, unasked]) {
          one.take(outcomeOf(index, { app, timing }));
          if (isLate) one.late(app, completedAtMs, 'waited');
        }
        traffic.of(asked);
      }
      await clock.advance(5_000);
      for (const window of windows) expect(shownOf(traffic, window)).toEqual(shownOf(unasked, window));
    }),
    { numRuns: 60 },
  );
});

/** What is to be seen of a window: apps that had traffic in it, and all. */
function shownOf(traffic: Traffic, window: Window) {
  const { apps, all, seconds } = traffic.of(window);
  const figures = ({ counts, spent, causes, reasons, histogram, latencyMs }: AppFigures) => ({
    ...{ counts, causes, reasons, histogram, latencyMs },
    spent: spent.toPrecision(9),
  });
  const seen = [...apps]
    .filter(([, { counts }]) => counts.requests > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return { apps: seen.map(([app, of]) => [app, figures(of)]), all: figures(all), seconds };
}

it('forgets apps that send no more, however long somebody looks', async () => {
  const clock = new ManualClock(atMs);
  const traffic = newTraffic(clock);
  traffic.take(outcomeOf(1, { app: 'gone', timing: { completedAtMs: atMs, arrivedAtMs: atMs - 100 } }));
  for (let number = 2; number < 80; number += 1) {
    await clock.advance(10_000);
    const completedAtMs = clock.nowMs();
    traffic.take(outcomeOf(number, { app: 'here', timing: { completedAtMs, arrivedAtMs: completedAtMs - 100 } }));
    traffic.of('5m');
  }
  expect([...traffic.of('5m').apps.keys()]).toEqual(['here']);
});

it('counts no more apps than it may, and says so', () => {
  const events = new RecordedEvents();
  const traffic = new Traffic(new ManualClock(atMs), events, { maxApps: 1, beganMs: 0 });
  expect(traffic.take(outcomeOf(1))).toBe(true);
  expect(traffic.take(outcomeOf(2, { app: 'other' }))).toBe(false);
  expect(events.values).toHaveLength(1);
});

it('takes a promise for broken only where chance would not do that', () => {
  expect(promiseState({ accepted: 0, inSlo: 0 }, 0.99, true)).toBe('quiet');
  expect(promiseState({ accepted: 100, inSlo: 100 }, 0.99, false)).toBe('unserved');
  expect(promiseState({ accepted: 100, inSlo: 99 }, 0.99, true)).toBe('kept');
  expect(promiseState({ accepted: 10, inSlo: 9 }, 0.99, true)).toBe('at-risk');
  expect(promiseState({ accepted: 1_000, inSlo: 985 }, 0.99, true)).toBe('at-risk');
  expect(promiseState({ accepted: 1_000, inSlo: 970 }, 0.99, true)).toBe('broken');
});

it('knows the last identities, and of many the newest', () => {
  const memory = new IdentityMemory(1_000);
  for (let number = 0; number < 5_000; number += 1) expect(memory.add(identityOf(number + 1))).toBe(true);
  for (let number = 4_501; number <= 5_000; number += 1) expect(memory.add(identityOf(number))).toBe(false);
  expect(memory.add(identityOf(1))).toBe(true);
});
