import type { LogRecord } from '../src/kafkajs/log-records';
import type { FollowedPartition, FollowedTopic } from '../src/outcomes/followed-topic';
import { TopicTail } from '../src/outcomes/topic-tail';
import { ReadPositionLostError } from '../src/outcomes/readable-topic';

/** A topic in memory whose partitions are led by brokers; a fetch that finds nothing returns in the next turn of the event loop. */
class ScriptedTopic implements FollowedTopic {
  topicId: string | undefined = 'first';
  readonly logs = new Map<number, string[]>();
  readonly firsts = new Map<number, number>();
  leaders = new Map<string, readonly number[]>();
  /** What the next fetches from a broker fail with. */
  readonly faults = new Map<string, Error[]>();
  closed = false;

  connect = async (): Promise<void> => undefined;
  refresh = async (): Promise<void> => undefined;
  close = async (): Promise<void> => void (this.closed = true);

  async ranges(): Promise<ReadonlyMap<number, { readonly first: number; readonly end: number }>> {
    return new Map(
      [...this.logs].map(([partition, log]) => [
        partition,
        { first: this.firsts.get(partition) ?? 0, end: log.length },
      ]),
    );
  }

  async fetch(leader: string, positions: ReadonlyMap<number, number>): Promise<readonly FollowedPartition[]> {
    await new Promise((resolve) => setImmediate(resolve));
    const fault = this.faults.get(leader)?.shift();
    if (fault !== undefined) throw fault;
    return [...positions].map(([partition, from]) => {
      const log = this.logs.get(partition) ?? [];
      if (from > log.length || from < (this.firsts.get(partition) ?? 0)) throw new ReadPositionLostError('lost');
      const read = async (take: (record: LogRecord) => void): Promise<number> => {
        log.slice(from).forEach((value) => take(recordOf(value)));
        return log.length;
      };
      return { partition, from, read };
    });
  }
}

const recordOf = (value: string): LogRecord =>
  ({
    offset: 0,
    timestampMs: 0,
    key: () => null,
    value: () => Buffer.from(value),
    keyBytes: () => null,
    header: () => null,
    headers: () => new Map(),
  }) satisfies LogRecord;

let topic: ScriptedTopic;
let tail: TopicTail;
let seen: string[];
let interruptions: Error[];

/** Resolves when the tail has handed over `count` records. */
async function untilSeen(count: number): Promise<string[]> {
  while (seen.length < count) await new Promise((resolve) => setImmediate(resolve));
  return [...seen].sort();
}

beforeEach(() => {
  topic = new ScriptedTopic();
  topic.logs.set(0, ['old']).set(1, []);
  topic.leaders = new Map([
    ['1', [0]],
    ['2', [1]],
  ]);
  seen = [];
  interruptions = [];
  tail = new TopicTail(topic, {
    record: (record) => seen.push(String(record.value())),
    interrupted: (error) => interruptions.push(error),
  });
});

afterEach(() => tail.close());

it('hands over what is appended to any partition after it was opened', async () => {
  await tail.open();
  topic.logs.get(0)!.push('a');
  topic.logs.get(1)!.push('b', 'c');
  expect(await untilSeen(3)).toEqual(['a', 'b', 'c']);
});

it('reads a partition that was added from its beginning, and one that moved from where it was', async () => {
  await tail.open();
  topic.logs.get(0)!.push('a');
  await untilSeen(1);
  topic.logs.get(0)!.push('b');
  topic.logs.set(2, ['c']);
  topic.leaders = new Map([['3', [0, 1, 2]]]);
  expect(await untilSeen(3)).toEqual(['a', 'b', 'c']);
});

it('reads others on while a broker is away, says so once, and reads that one on', async () => {
  topic.faults.set('1', [new Error('away'), new Error('still away')]);
  await tail.open();
  topic.logs.get(0)!.push('a');
  topic.logs.get(1)!.push('b');
  expect(await untilSeen(2)).toEqual(['a', 'b']);
  expect(interruptions.map(({ message }) => message)).toEqual(['away']);
  expect(tail.trouble).toBeNull();
});

it('reads a topic that was recreated from its beginning, by its id', async () => {
  topic.logs.get(0)!.push('older');
  await tail.open();
  topic.logs.set(0, ['a', 'b', 'c']);
  topic.topicId = 'second';
  while (!seen.includes('a')) await new Promise((resolve) => setImmediate(resolve));
  expect([...new Set(seen)].sort()).toEqual(['a', 'b', 'c']);
});

it('does so where brokers tell no ids and it has become shorter', async () => {
  topic.topicId = undefined;
  topic.logs.get(0)!.push('older');
  await tail.open();
  topic.logs.set(0, ['a']);
  expect(await untilSeen(1)).toEqual(['a']);
});

it('goes on with what is left where records that it had not read were removed', async () => {
  await tail.open();
  topic.firsts.set(1, 3);
  topic.logs.set(1, ['gone', 'gone', 'gone', 'left']);
  expect(await untilSeen(1)).toEqual(['left']);
});

it('hands over nothing once it is closed', async () => {
  await tail.open();
  await tail.close();
  topic.logs.get(0)!.push('a');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(seen).toEqual([]);
  expect(topic.closed).toBe(true);
});
