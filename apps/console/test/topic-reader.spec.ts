import fc from 'fast-check';
import type { DatedTopic, LogRecord } from '@harmonybatch/messaging/client';
import type { TopicPositions } from '../src/reading/read-positions';
import { TopicReader } from '../src/reading/topic-reader';

const minuteMs = 60_000;

/** A partition in memory: a record a minute, of which the first may be cut off. */
class Topic implements DatedTopic {
  readonly topicId: string | undefined = 'one';
  readonly leaders = new Map([['1', [0]]]);
  records = 0;
  first = 0;

  connect = async (): Promise<void> => undefined;
  refresh = async (): Promise<void> => undefined;
  close = async (): Promise<void> => undefined;
  ranges = async () => new Map([[0, { first: this.first, end: this.records }]]);

  async offsetsSince(atMs: number): Promise<ReadonlyMap<number, number>> {
    const offset = Math.max(this.first, Math.ceil(atMs / minuteMs));
    return new Map(offset < this.records ? [[0, offset]] : []);
  }

  async fetch(_leader: string, positions: ReadonlyMap<number, number>) {
    await new Promise((resolve) => setImmediate(resolve));
    const from = positions.get(0) ?? 0;
    const read = async (take: (record: LogRecord) => void): Promise<number> => {
      for (let offset = from; offset < this.records; offset += 1) take(recordAt(offset));
      return this.records;
    };
    return [{ partition: 0, from, read }];
  }
}

const recordAt = (offset: number): LogRecord => ({
  ...{ offset, timestampMs: offset * minuteMs },
  ...{ key: () => null, keyBytes: () => null, value: () => null, header: () => null, headers: () => new Map() },
});

/** Reads to the end of the topic, as a process that ends then would. */
async function readOn(topic: Topic, stored: TopicPositions | undefined, sinceMs: number) {
  const seen: { readonly offset: number; readonly isNew: boolean }[] = [];
  const gaps: [number, number][] = [];
  const reader = new TopicReader({
    ...{ topic, stored, sinceMs },
    take: ({ offset }, isNew) => seen.push({ offset, isNew }),
    missed: (fromMs, toMs) => gaps.push([fromMs, toMs]),
    interrupted: (error) => void fail(error),
  });
  await reader.open();
  while (seen.at(-1)?.offset !== topic.records - 1) await new Promise((resolve) => setImmediate(resolve));
  await reader.close();
  return { seen, gaps, positions: reader.positions };
}

it('counts every record once, wherever it ends and whether that was written, and reads what is recent again', async () => {
  const step = fc.record({ written: fc.integer({ min: 1, max: 30 }), isStored: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const topic = new Topic();
      const counted: number[] = [];
      let stored: TopicPositions | undefined;
      for (const { written, isStored } of steps) {
        topic.records += written;
        const { seen, positions } = await readOn(topic, stored, 0);
        expect(seen.map(({ offset }) => offset)).toEqual(Array.from({ length: topic.records }, (_, offset) => offset));
        if (!isStored) continue; // it was killed before it wrote what it had counted
        counted.push(...seen.filter(({ isNew }) => isNew).map(({ offset }) => offset));
        stored = positions;
      }
      expect(counted).toEqual(Array.from({ length: counted.length }, (_, offset) => offset));
      expect(counted.length).toBe(stored?.next[0] ?? 0);
    }),
    { numRuns: 30 },
  );
});

it('reads a while before where it ended, to know repeats of what it read there', async () => {
  const topic = new Topic();
  topic.records = 100;
  const { positions } = await readOn(topic, undefined, 0);
  topic.records = 120;
  const { seen } = await readOn(topic, positions, 110 * minuteMs);
  expect(seen[0]).toEqual({ offset: 89, isNew: false });
  expect(seen.find(({ isNew }) => isNew)!.offset).toBe(100);
});

it('says which time was cut off before it was read', async () => {
  const topic = new Topic();
  topic.records = 10;
  const { positions } = await readOn(topic, undefined, 0);
  topic.records = 50;
  topic.first = 30;
  const { seen, gaps } = await readOn(topic, positions, 0);
  expect(seen[0]).toEqual({ offset: 30, isNew: true });
  expect(gaps).toEqual([[9 * minuteMs, 30 * minuteMs]]);
});
