import type { LogRecord } from '../src/kafkajs/log-records';
import type { DatedTopic, FollowedPartition } from '../src/outcomes/followed-topic';
import { PastOutcomes } from '../src/outcomes/past-outcomes';
import { ReadPositionLostError } from '../src/outcomes/readable-topic';

interface Stored {
  readonly key: string;
  readonly atMs: number;
}

/** A topic in memory, of which a fetch brings two records of each partition. */
class StoredTopic implements DatedTopic {
  readonly topicId = undefined;
  readonly logs: Stored[][] = [[], []];
  leaders: ReadonlyMap<string, readonly number[]> = new Map([
    ['1', [0]],
    ['2', [1]],
  ]);
  /** What the next fetches fail with. */
  readonly faults: Error[] = [];

  connect = async (): Promise<void> => undefined;
  close = async (): Promise<void> => undefined;
  refresh = async (): Promise<void> => undefined;
  ranges = async () => new Map(this.logs.map((log, partition) => [partition, { first: 0, end: log.length }]));

  async offsetsSince(sinceMs: number): Promise<ReadonlyMap<number, number>> {
    const found = this.logs.map((log) => log.findIndex(({ atMs }) => atMs >= sinceMs));
    return new Map(found.flatMap((offset, partition) => (offset < 0 ? [] : [[partition, offset] as const])));
  }

  async fetch(leader: string, positions: ReadonlyMap<number, number>): Promise<readonly FollowedPartition[]> {
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
    return [...positions].map(([partition, from]) => {
      if (!this.leaders.get(leader)?.includes(partition)) throw new Error('not the leader');
      const records = this.logs[partition]!.slice(from, from + 2);
      const read = async (take: (record: LogRecord) => void): Promise<number> => {
        records.forEach((stored, at) => take(recordOf(stored, from + at)));
        return from + records.length;
      };
      return { partition, from, read };
    });
  }
}

const recordOf = ({ key, atMs }: Stored, offset: number): LogRecord => ({
  offset,
  timestampMs: atMs,
  key: () => key,
  keyBytes: () => Buffer.from(key),
  headers: () => new Map(),
  value: () => Buffer.from(`value of ${key}`),
  header: () => null,
});

const going = new AbortController().signal;
let topic: StoredTopic;
let past: PastOutcomes;

beforeEach(() => {
  topic = new StoredTopic();
  past = new PastOutcomes(topic);
});

it('hands over what was appended since a time, once each, the last of it first', async () => {
  topic.logs[0] = [10, 936, 950, 985, 999].map((atMs) => ({ key: `a${atMs}`, atMs }));
  topic.logs[1] = [35, 36, 990].map((atMs) => ({ key: `b${atMs}`, atMs }));
  const seen: string[] = [];
  await past.read(1_000, 964, (record, partition) => seen.push(`${partition}:${record.key()}`), going);
  expect([...seen].sort()).toEqual(['0:a936', '0:a950', '0:a985', '0:a999', '1:b36', '1:b990']);
  expect(seen.indexOf('1:b990')).toBeLessThan(seen.indexOf('1:b36'));
  expect(seen.indexOf('0:a985')).toBeLessThan(seen.indexOf('0:a936'));
});

it('ends where a part of the log holds no records, and when it is told to', async () => {
  topic.logs[0] = [{ key: 'a', atMs: 1 }];
  jest.spyOn(topic, 'ranges').mockResolvedValue(new Map([[0, { first: 0, end: 5 }]]));
  jest.spyOn(topic, 'offsetsSince').mockResolvedValue(new Map([[0, 0]]));
  const seen: unknown[] = [];
  await past.read(10, 10, (record) => seen.push(record.key()), going);
  expect(seen).toEqual(['a']);
  await past.read(
    10,
    10,
    () => {
      throw new Error('too late');
    },
    AbortSignal.abort(),
  );
});

it('brings the outcome that lies in a place, also where its broker answers at the second try alone', async () => {
  topic.logs[1] = ['a', 'b', 'c'].map((key) => ({ key, atMs: 1 }));
  topic.faults.push(new Error('not the leader any more'));
  expect(await past.at({ partition: 1, offset: 1 })).toEqual({ key: 'b', text: 'value of b' });
});

it('brings nothing from a place that the log does not hold any more', async () => {
  topic.faults.push(new ReadPositionLostError('cut off'));
  expect(await past.at({ partition: 0, offset: 0 })).toBeNull();
  expect(await past.at({ partition: 0, offset: 7 })).toBeNull();
});

it('says so where nobody can be asked', async () => {
  topic.leaders = new Map();
  await expect(past.at({ partition: 0, offset: 0 })).rejects.toThrow('no leader');
});
