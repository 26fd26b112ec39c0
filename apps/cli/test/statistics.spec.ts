import { DelayHistogram } from '../src/replay/delay-histogram';
import { RequestLedger } from '../src/replay/request-ledger';
import { percentile, share, summarise } from '../src/replay/statistics';

const oneTo = (count: number): Float64Array => Float64Array.from({ length: count }, (_, at) => at + 1);

test('nearest-rank percentiles', () => {
  expect(percentile(oneTo(100), 0.5)).toBe(50);
  expect(percentile(oneTo(100), 0.99)).toBe(99);
  expect(percentile(oneTo(101), 0.99)).toBe(100);
  expect(percentile(oneTo(1), 0.99)).toBe(1);
  expect(percentile(oneTo(0), 0.5)).toBeNull();
});

test('a summary sorts for itself and leaves its input alone', () => {
  const latencies = Float64Array.from([30, 10, 20]);
  expect(summarise(latencies)).toEqual({ p50: 20, p95: 30, p99: 30, max: 30 });
  expect([...latencies]).toEqual([30, 10, 20]);
});

test('a share of nothing is unknown, not zero', () => {
  expect(share(0, 0)).toBeNull();
  expect(share(1, 4)).toBe(0.25);
});

test('attainment counts ok within the SLO only', () => {
  const ledger = new RequestLedger();
  const [inTime, late, failed, open] = [0, 0, 0, 0].map(() => ledger.send(0, 100, 1000));
  ledger.answer(inTime!, 'ok', 1100);
  ledger.answer(late!, 'ok', 1100.5);
  ledger.answer(failed!, 'error', 1001);
  expect(open).toBe(3);
  expect(ledger.inFlight).toBe(1);
  expect(ledger.tally(0)).toEqual({
    requests: 4,
    unpublished: 0,
    withinSlo: 1,
    unanswered: 1,
    byStatus: { ok: 2, error: 1, expired: 0, rejected: 0 },
    latenciesMs: Float64Array.from([100, 100.5, 1]),
  });
});

test('the first outcome counts, later ones are duplicates', () => {
  const ledger = new RequestLedger();
  const number = ledger.send(0, 100, 0);
  expect(ledger.answer(number, 'expired', 10)).toBe(true);
  expect(ledger.answer(number, 'ok', 20)).toBe(false);
  expect(ledger.duplicates).toBe(1);
  expect(ledger.tally(0).byStatus).toEqual({ ok: 0, error: 0, expired: 1, rejected: 0 });
});

test('an answer to a request whose acknowledgement was lost counts', () => {
  const ledger = new RequestLedger();
  const number = ledger.send(0, 100, 0);
  ledger.notPublished(number);
  expect([ledger.unpublished, ledger.inFlight]).toEqual([1, 0]);
  expect(ledger.answer(number, 'ok', 50)).toBe(true);
  expect([ledger.unpublished, ledger.inFlight, ledger.withinSlo]).toEqual([0, 0, 1]);
  ledger.notPublished(number);
  expect(ledger.unpublished).toBe(0);
});

test('requests of many chunks keep their places', () => {
  const ledger = new RequestLedger();
  for (let number = 0; number < 140_000; number += 1) ledger.send(number % 2, 100, number);
  ledger.answer(131_073, 'ok', 131_073 + 7);
  expect(ledger.tally(1).latenciesMs).toEqual(Float64Array.from([7]));
  expect(ledger.tally(0).requests).toBe(70_000);
  expect(ledger.appOf(140_000)).toBeUndefined();
});

test('the delay that all but one in a hundred stay below', () => {
  const delays = new DelayHistogram();
  for (let at = 0; at < 99; at += 1) delays.add(2.5);
  delays.add(5_000);
  expect(delays.p99Ms).toBe(3);
  expect(delays.maxMs).toBe(5_000);
});
