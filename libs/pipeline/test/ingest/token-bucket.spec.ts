import fc from 'fast-check';
import { TokenBucket } from '../../src/ingest/token-bucket';

const msPerSecond = 1_000;
const terms = fc.record({
  rateHz: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
  capacity: fc.integer({ min: 1, max: 50 }),
});
/** Pauses between calls, ms, many of them none: requests come in bursts. */
const pausesMs = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2_000 })), {
  minLength: 1,
  maxLength: 200,
});

/** When each call was made that got a token, ms. */
function takenAt(bucket: TokenBucket, atMs: readonly number[], rateHz: number, capacity: number): number[] {
  return atMs.filter((nowMs) => bucket.take(nowMs, rateHz, capacity) === 0);
}

const timesOf = (pauses: readonly number[]): number[] => {
  let nowMs = 0;
  return pauses.map((pauseMs) => (nowMs += pauseMs));
};

it('lets no more through in any span of time than the capacity and what came in at the rate', () => {
  fc.assert(
    fc.property(terms, pausesMs, ({ rateHz, capacity }, pauses) => {
      const taken = takenAt(new TokenBucket(0), timesOf(pauses), rateHz, capacity);
      taken.forEach((fromMs, first) =>
        taken.slice(first).forEach((toMs, further) => {
          const most = capacity + ((toMs - fromMs) / msPerSecond) * rateHz;
          expect(further + 1).toBeLessThanOrEqual(most + 1e-6);
        }),
      );
    }),
  );
});

it('refuses nobody who keeps to the rate', () => {
  fc.assert(
    fc.property(terms, fc.array(fc.nat({ max: 500 }), { maxLength: 100 }), ({ rateHz, capacity }, slackMs) => {
      const atMs = timesOf(slackMs.map((slack) => slack + msPerSecond / rateHz));
      expect(takenAt(new TokenBucket(0), atMs, rateHz * (1 + 1e-9), capacity)).toEqual(atMs);
    }),
  );
});

it('has a token when it said that it would, and not before', () => {
  fc.assert(
    fc.property(terms, ({ rateHz, capacity }) => {
      const [early, late] = [new TokenBucket(0), new TokenBucket(0)];
      const emptied = [early, late].map((bucket) => {
        for (let token = 0; token < capacity; token += 1) bucket.take(0, rateHz, capacity);
        return bucket.take(0, rateHz, capacity);
      });
      const waitMs = emptied[0]!;
      expect(waitMs).toBeGreaterThan(0);
      expect(early.take(waitMs * 0.99, rateHz, capacity)).toBeGreaterThan(0);
      expect(late.take(waitMs * 1.000_001, rateHz, capacity)).toBe(0);
    }),
  );
});

it('gets nothing from a clock that goes back and forth', () => {
  const bucket = new TokenBucket(1_000);
  const taken = [1_000, 0, 1_000, 0, 1_000].filter((nowMs) => bucket.take(nowMs, 1, 1) === 0);
  expect(taken).toEqual([1_000]);
});
