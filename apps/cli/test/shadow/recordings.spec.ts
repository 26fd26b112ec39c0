import { parseAppField } from '../../src/shadow/app-field';
import { recordLive } from '../../src/shadow/record-live';
import { recordPast } from '../../src/shadow/record-past';
import { SeenTraffic } from '../../src/shadow/seen-traffic';
import { SloBook } from '../../src/shadow/slo-book';
import { MemoryTopic, type Appended } from './memory-topic';

const startMs = 1_700_000_000_000;
const dayMs = 86_400_000;
const never = new AbortController().signal;
const book = SloBook.of({ defaultSlo: 500, model: 'vgg19' });
const seen = (maxRecords = 1_000): SeenTraffic =>
  new SeenTraffic(parseAppField('key'), book, { maxRecords, maxRecordBytes: 1_000 });
/** Records at so many seconds after the start. */
const at = (...seconds: number[]): Appended[] =>
  seconds.map((second) => ({ key: 'a', timestampMs: startMs + second * 1_000 }));
const arrivals = (traffic: SeenTraffic, { fromMs, untilMs }: { fromMs: number; untilMs: number }): number[] => [
  ...(traffic.arrivals(fromMs, untilMs).get('a') ?? []),
];

describe('what a topic holds', () => {
  test('is read to its end, from its first record to its last by their times', async () => {
    const topic = new MemoryTopic([at(5, 6, 30, 31, 40), [], at(1, 35)]);
    const traffic = seen();
    const recording = await recordPast(topic, traffic, { from: 'beginning' }, never);
    expect(recording).toMatchObject({ fromMs: startMs + 1_000, untilMs: startMs + 40_000, endedBy: 'topic-end' });
    expect(arrivals(traffic, recording)).toEqual([0, 4_000, 5_000, 29_000, 30_000, 34_000, 39_000]);
  });

  test('is read for a day at most, where it holds more', async () => {
    const topic = new MemoryTopic([at(0, 5, 86_000, 90_000)]);
    const traffic = seen();
    const recording = await recordPast(topic, traffic, { from: 'beginning' }, never);
    expect(recording).toMatchObject({ untilMs: startMs + dayMs, endedBy: 'time' });
    expect(arrivals(traffic, recording)).toHaveLength(3);
  });

  test('is read for the time that was asked for, silence at its end included', async () => {
    const topic = new MemoryTopic([at(5, 6, 30, 31, 100), at(1, 35)]);
    const traffic = seen();
    const recording = await recordPast(topic, traffic, { from: startMs + 6_000, forMs: 50_000 }, never);
    expect(recording).toMatchObject({ fromMs: startMs + 6_000, untilMs: startMs + 56_000, endedBy: 'time' });
    expect(arrivals(traffic, recording)).toEqual([0, 24_000, 25_000, 29_000]);
    expect(traffic.records).toBe(4);
  });

  test('is cut where the partition furthest behind was read to, once as many records were read as may be', async () => {
    const topic = new MemoryTopic([at(...Array.from({ length: 60 }, (_, second) => second)), at(0, 20, 40, 59)]);
    const traffic = seen(30);
    const recording = await recordPast(topic, traffic, { from: 'beginning' }, never);
    expect(recording.endedBy).toBe('record-limit');
    expect(traffic.records).toBe(30);
    const until = (recording.untilMs - startMs) / 1_000;
    expect(until).toBeGreaterThan(15);
    expect(until).toBeLessThan(30);
    const inWindow = [...topic.partitions.flat()].filter(({ timestampMs }) => timestampMs <= recording.untilMs);
    expect(arrivals(traffic, recording)).toHaveLength(inWindow.length);
  });

  test('is read evenly in time: no more partitions are asked for at once than a few that lag behind', async () => {
    const topic = new MemoryTopic(Array.from({ length: 20 }, () => at(1, 2, 3, 4, 5, 6, 7)));
    topic.onFetch = (partitions) => expect(partitions.length).toBeLessThanOrEqual(8);
    const traffic = seen();
    await recordPast(topic, traffic, { from: 'beginning' }, never);
    expect(traffic.records).toBe(140);
  });

  test('is read on from where it begins, when some of it is cut off meanwhile', async () => {
    const topic = new MemoryTopic([at(1, 2, 3, 4, 5, 6, 7, 8, 9)]);
    topic.onFetch = () => {
      if (topic.fetches === 3) topic.lows[0] = 6;
    };
    const traffic = seen();
    const recording = await recordPast(topic, traffic, { from: 'beginning' }, never);
    expect(arrivals(traffic, recording)).toEqual([0, 1_000, 2_000, 6_000, 7_000, 8_000]);
  });

  test('may be empty', async () => {
    const traffic = seen();
    const recording = await recordPast(new MemoryTopic([[], []]), traffic, { from: 'beginning' }, never);
    expect(recording.endedBy).toBe('topic-end');
    expect(recording.untilMs).toBeGreaterThanOrEqual(recording.fromMs);
    expect(traffic.records).toBe(0);
  });

  test('is left where Ctrl-C comes, with the window that was read through', async () => {
    const topic = new MemoryTopic([at(1, 2, 3, 4, 5, 6, 7, 8, 9)]);
    const stop = new AbortController();
    topic.onFetch = () => {
      if (topic.fetches === 3) stop.abort();
    };
    const traffic = seen();
    const recording = await recordPast(topic, traffic, { from: 'beginning' }, stop.signal);
    expect(recording).toMatchObject({ endedBy: 'interrupted', untilMs: startMs + 6_000 });
    expect(arrivals(traffic, recording)).toHaveLength(6);
  });
});

describe('what comes to a topic', () => {
  test('is read from its end on; a time that is not when it was sent gives way to when it was read', async () => {
    const topic = new MemoryTopic([at(1, 2, 3)]);
    const stop = new AbortController();
    topic.onFetch = () => {
      const timestampMs = topic.fetches === 1 ? Date.now() : startMs;
      if (topic.fetches <= 2) topic.partitions[0]!.push({ key: 'a', timestampMs });
      else stop.abort();
    };
    const traffic = seen();
    const recording = await recordLive(topic, traffic, dayMs, stop.signal);
    expect(recording).toMatchObject({ endedBy: 'interrupted', strangeTimes: 1 });
    expect(arrivals(traffic, recording)).toHaveLength(2);
  });

  test('is read no further than as many records as may be', async () => {
    const topic = new MemoryTopic([[]], 10);
    topic.onFetch = () => {
      for (let more = 0; more < 4; more += 1) topic.partitions[0]!.push({ key: 'a', timestampMs: Date.now() });
    };
    const traffic = seen(6);
    const recording = await recordLive(topic, traffic, dayMs, never);
    expect(recording.endedBy).toBe('record-limit');
    expect(traffic.records).toBe(6);
  });

  test('is read for the time that was asked for, partitions that were added included', async () => {
    const topic = new MemoryTopic([[]], 10);
    topic.onFetch = () => {
      if (topic.partitions.length === 1) {
        topic.lows.push(0);
        topic.partitions.push([{ key: 'a', timestampMs: Date.now() }]);
      }
    };
    const traffic = seen();
    const recording = await recordLive(topic, traffic, 20, never);
    expect(recording).toMatchObject({ endedBy: 'time', untilMs: recording.fromMs + 20 });
    expect(traffic.records).toBe(1);
  });
});
