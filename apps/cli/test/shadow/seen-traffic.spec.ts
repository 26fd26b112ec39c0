import { parseAppField } from '../../src/shadow/app-field';
import { SeenTraffic } from '../../src/shadow/seen-traffic';
import { SloBook } from '../../src/shadow/slo-book';
import { logRecord } from './log-record';

const limits = { maxRecords: 1_000_000, maxRecordBytes: 1_000 };
const known = () => SloBook.of({ slo: [['a', '500']], model: 'vgg19' });
const everybody = () => SloBook.of({ slo: [['a', '500']], defaultSlo: 800, model: 'vgg19' });
const seen = (book = known(), over: Partial<typeof limits> = {}): SeenTraffic =>
  new SeenTraffic(parseAppField('key'), book, { ...limits, ...over });

test('arrivals of a window are told in order, as ms since it began; others are left out', () => {
  const traffic = seen();
  for (const atMs of [1_050, 990, 1_000, 2_001, 1_900, 2_000]) traffic.take(0, logRecord({ key: 'a' }), atMs);
  expect([...traffic.arrivals(1_000, 2_000)]).toEqual([['a', Float64Array.of(0, 50, 900, 1_000)]]);
  expect(traffic.arrivals(3_000, 4_000).size).toBe(0);
});

test('many arrivals are all kept', () => {
  const traffic = seen();
  for (let atMs = 0; atMs < 1_000; atMs += 1) traffic.take(0, logRecord({ key: 'a' }), atMs);
  expect(traffic.arrivals(0, 1_000).get('a')).toHaveLength(1_000);
});

test('apps without an SLO are counted by name, up to a bound, and then together', () => {
  const traffic = seen();
  for (let app = 0; app < 1_100; app += 1) traffic.take(0, logRecord({ key: `b${app}` }), 0);
  for (let more = 0; more < 3; more += 1) traffic.take(0, logRecord({ key: 'b7' }), 0);
  expect(traffic.unknown.size).toBe(1_000);
  expect(traffic.unknown.get('b7')).toBe(4);
  expect(traffic.otherUnknown).toBe(100);
  expect(traffic.arrivals(0, 0).size).toBe(0);
});

test('with a default SLO so many apps are kept, and beside them every app that was named', () => {
  const traffic = seen(everybody());
  for (let app = 0; app < 1_100; app += 1) traffic.take(0, logRecord({ key: `b${app}` }), 0);
  traffic.take(0, logRecord({ key: 'a' }), 0);
  expect(traffic.arrivals(0, 0).size).toBe(1_001);
  expect(traffic.arrivals(0, 0).has('a')).toBe(true);
  expect(traffic.unknown.size).toBe(100);
});

test('each kind of malformed record is counted, with its first example, cut and copied', () => {
  const traffic = new SeenTraffic(parseAppField('app'), known(), limits);
  const bytes = Buffer.from(`1;2;${'3'.repeat(500)}`);
  traffic.take(3, logRecord({ value: bytes, offset: 17 }), 0);
  bytes.fill(0);
  traffic.take(4, logRecord({ value: 'no' }), 0);
  traffic.take(4, logRecord({ value: null, offset: 9 }), 0);
  expect(traffic.malformedRecords).toBe(3);
  const { count, example } = traffic.malformed.get('not-json')!;
  expect(count).toBe(2);
  expect(example).toMatchObject({ partition: 3, offset: 17 });
  expect(example.value!.toString()).toBe(`1;2;${'3'.repeat(116)}`);
  expect(example.reason).toContain('character');
  expect(traffic.malformed.get('no-value')).toMatchObject({ count: 1, example: { value: null, partition: 4 } });
});

test('no more records are looked at than may be', () => {
  const traffic = seen(known(), { maxRecords: 2 });
  expect(traffic.full).toBe(false);
  for (let at = 0; at < 2; at += 1) traffic.take(0, logRecord({ key: 'a' }), at);
  expect(traffic.full).toBe(true);
});
