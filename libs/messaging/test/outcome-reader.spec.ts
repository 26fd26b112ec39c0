import fc from 'fast-check';
import { OutcomeReader } from '../src/outcomes/outcome-reader';
import {
  ReadPositionLostError,
  type Fetched,
  type ReadableTopic,
  type TopicBounds,
} from '../src/outcomes/readable-topic';

interface Appended {
  readonly key: string;
  readonly atMs: number;
}

/** A topic in memory. A fetch brings few records a partition, and answers when it is let. */
class MemoryTopic implements ReadableTopic {
  topicId = 'first';
  fetched = 0;
  fault: Error | null = null;
  private partitions: Appended[][];
  private held: (() => void)[] | null = null;

  constructor(
    partitions: number,
    private readonly mostPerFetch = 2,
  ) {
    this.partitions = Array.from({ length: partitions }, () => []);
  }

  append(partition: number, key: string, atMs: number): void {
    this.partitions[partition]!.push({ key, atMs });
  }

  addPartition(): void {
    this.partitions.push([]);
  }

  makeAnew(): void {
    this.topicId = 'second';
    this.partitions = this.partitions.map(() => []);
  }

  /** From now on fetches wait for `letGo`. */
  hold(): void {
    this.held = [];
  }

  letGo(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const go of held) go();
  }

  async bounds(sinceMs: number): Promise<TopicBounds> {
    const partitions = this.partitions.map((records, partition) => {
      const first = records.findIndex(({ atMs }) => atMs >= sinceMs);
      return { partition, first: first === -1 ? records.length : first, end: records.length };
    });
    return { topicId: this.topicId, partitions };
  }

  async fetch(positions: ReadonlyMap<number, number>): Promise<Fetched> {
    const from = this.partitions.map((_records, partition) => positions.get(partition) ?? 0);
    if (this.held) await new Promise<void>((go) => this.held!.push(go));
    else await new Promise((go) => setImmediate(go));
    if (this.fault) throw this.fault;
    const partitions = this.partitions.map((records, partition) => {
      if (from[partition]! > records.length) throw new ReadPositionLostError('it was cut off');
      const keys = records.slice(from[partition], from[partition]! + this.mostPerFetch).map(({ key }) => key);
      this.fetched += keys.length;
      return { partition, from: from[partition]!, next: from[partition]! + keys.length, end: records.length, keys };
    });
    return { topicId: this.topicId, partitions };
  }

  connect = async (): Promise<void> => undefined;
  close = async (): Promise<void> => undefined;
}

const setUp = (topic: MemoryTopic, options: { leadMs?: number; maxOutcomes?: number } = {}): OutcomeReader =>
  new OutcomeReader(topic, { leadMs: 0, ...options });

it('knows of every outcome that was there before the question, however questions and outcomes come together', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), partition: fc.nat(2) }),
    fc.record({ kind: fc.constant('ask' as const), backMs: fc.nat(12), size: fc.integer({ min: 1, max: 8 }) }),
    fc.constant({ kind: 'turn' as const }),
    fc.constant({ kind: 'partition' as const }),
  );
  const steps = fc.array(step, { minLength: 5, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 0, max: 3 }), async (script, leadMs) => {
      const topic = new MemoryTopic(3);
      const reader = setUp(topic, { leadMs });
      const written: string[] = [];
      const asked: Promise<void>[] = [];
      for (const [atMs, one] of script.entries()) {
        if (one.kind === 'append') {
          topic.append(one.partition, `k${atMs}`, atMs);
          written.push(`k${atMs}`);
        } else if (one.kind === 'partition') topic.addPartition();
        else if (one.kind === 'turn') await new Promise((go) => setImmediate(go));
        else {
          const sinceMs = Math.max(0, atMs - one.backMs);
          const ids = written.slice(-one.size);
          const due = ids.filter((id) => Number(id.slice(1)) >= sinceMs);
          asked.push(
            reader.answered([...ids, 'never'], sinceMs).then((answered) => {
              expect([...answered]).toEqual(expect.arrayContaining(due));
              expect(answered.has('never')).toBe(false);
            }),
          );
        }
      }
      await Promise.all(asked);
      reader.close();
    }),
    { seed: 20240617, numRuns: 300 },
  );
});

it('asks no fetch for what was written before an earlier fetch that was sent after the question', async () => {
  const topic = new MemoryTopic(1, 100);
  topic.append(0, 'a', 1);
  topic.hold();
  const reader = setUp(topic);
  const first = reader.answered(['a'], 0);
  await new Promise((go) => setImmediate(go));
  topic.append(0, 'b', 2); // after the first question, before its fetch was answered
  const second = reader.answered(['b'], 0);
  topic.letGo();
  expect([...(await first)]).toEqual(['a']);
  expect([...(await second)]).toEqual(['b']);
  expect(topic.fetched).toBe(2);
  reader.close();
});

it('reads nothing twice for many questions, nor after the broker was away', async () => {
  const topic = new MemoryTopic(2);
  for (let index = 0; index < 20; index += 1) topic.append(index % 2, `k${index}`, index);
  const reader = setUp(topic);
  const all = Array.from({ length: 20 }, (_none, index) => `k${index}`);
  const answers = await Promise.all(all.map((id) => reader.answered([id], 0)));
  expect(answers.every(({ size }) => size === 1)).toBe(true);
  topic.fault = new Error('Closed connection');
  await expect(reader.answered(['k3'], 0)).rejects.toThrow('the outcome log could not be read: Closed connection');
  topic.fault = null;
  expect((await reader.answered(['k3'], 0)).size).toBe(1);
  expect(topic.fetched).toBe(20);
  reader.close();
});

it('begins anew where the topic was made anew, however long that one is', async () => {
  const topic = new MemoryTopic(1);
  for (let index = 0; index < 4; index += 1) topic.append(0, `k${index}`, index);
  const reader = setUp(topic);
  await reader.answered(['k1'], 0);
  topic.makeAnew();
  for (let index = 0; index < 6; index += 1) topic.append(0, `n${index}`, index);
  await expect(reader.answered(['n1'], 0)).rejects.toThrow('the topic was recreated');
  expect([...(await reader.answered(['k1', 'n1', 'n5'], 0))]).toEqual(['n1', 'n5']);
  reader.close();
});

it('begins anew where the topic was cut off behind what it had read', async () => {
  const topic = new MemoryTopic(1);
  for (let index = 0; index < 4; index += 1) topic.append(0, `k${index}`, index);
  const reader = setUp(topic);
  await reader.answered(['k1'], 0);
  topic.makeAnew();
  topic.topicId = 'first';
  await expect(reader.answered(['n1'], 0)).rejects.toThrow('it was cut off');
  topic.append(0, 'n1', 1);
  expect([...(await reader.answered(['n1'], 0))]).toEqual(['n1']);
  reader.close();
});

it('refuses what would be too much, and answers others meanwhile', async () => {
  const topic = new MemoryTopic(1);
  for (let index = 0; index < 30; index += 1) topic.append(0, `k${index}`, index);
  const reader = setUp(topic, { maxOutcomes: 12 });
  expect((await reader.answered(['k25'], 20)).size).toBe(1);
  await expect(reader.answered(['k3'], 0)).rejects.toThrow('30 outcomes were written since; at most 12');
  expect((await reader.answered(['k29'], 20)).size).toBe(1);
  reader.close();
});
