import { topics } from '@harmonybatch/contracts';
import { freshIds, RunningSystem } from '../../harness/running-system';

const requested = topics.inferenceRequested.name;
/** Of an item, for the model of these tests: less than what records may carry. */
const maxItemBytes = 100_000;
const requestGapMs = 20;

describe('many requests at once', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await RunningSystem.start();
    await system.registerModel('vgg19', 'vgg19', { maxItemBytes });
    // What is sent is what was planned for: an app that sends more is turned away while the system is behind.
    await system.registerApp({ name: 'photos', model: 'vgg19', sloMs: 6000, expectedRateHz: 1_000 / requestGapMs });
    await system.plan((plan) => plan.groups.length > 0);
    const warmUp = freshIds(20);
    await system.request('photos', warmUp, requestGapMs);
    await system.outcomes.first(warmUp);
  });

  afterAll(() => system?.stop());

  it('are answered in time beside records of almost 4 MB with very many members, one in each partition', async () => {
    const { text, ids: large } = largeRecords(12);
    const ids = freshIds(100);
    const attack = system.producer.send({
      topic: system.topic(requested),
      messages: text.map((value, partition) => ({ value, partition })),
    });
    await system.request('photos', ids, requestGapMs);
    await attack;
    const outcomes = await system.outcomes.first([...ids, ...large]);
    expect(outcomes.slice(0, ids.length).filter(({ outcome }) => outcome.status !== 'ok')).toEqual([]);
    expect(new Set(outcomes.slice(ids.length).map(({ outcome }) => outcome.error?.code))).toEqual(
      new Set(['too_large']),
    );
  });

  it('are answered, each with its own answer, when their topic is deleted and made anew under traffic', async () => {
    const before = freshIds(60);
    await system.request('photos', before, 5);
    await system.outcomes.first(before);
    const partitions = await makeAnew(system, requested);
    // More in each partition than was read of the old one, from the first moment on.
    const after = freshIds(600);
    await system.producer.send({
      topic: system.topic(requested),
      messages: after.map((id, index) => ({
        value: JSON.stringify({ app: 'photos', id, inputs: { of: id } }),
        partition: index % partitions,
      })),
    });
    const outcomes = await system.outcomes.first(after);
    expect(outcomes.filter(({ outcome }) => outcome.status !== 'ok')).toEqual([]);
    expect(after.filter((id) => system.outcomes.records(id).length !== 1)).toEqual([]);
    expect(new Set(outcomes.map(({ outcome }) => JSON.stringify(outcome.outputs))).size).toBe(after.length);
  });
});

/** Requests that are valid but for their size, and would take seconds each to be read as objects. */
function largeRecords(count: number) {
  const ids = freshIds(count);
  const members = Array.from({ length: 300_000 }, (_, index) => `"k${index}":1`).join(',');
  const text = ids.map((id) => `{"app":"photos","id":"${id}","inputs":1,"parameters":{${members}}}`);
  return { ids, text };
}

/** Deletes a topic while services read it, and makes it anew with as many partitions. @returns how many */
async function makeAnew(system: RunningSystem, name: string): Promise<number> {
  const admin = system.kafka.admin();
  await admin.connect();
  const topic = system.topic(name);
  const { topics: found } = await admin.fetchTopicMetadata({ topics: [topic] });
  const numPartitions = found[0]!.partitions.length;
  await admin.deleteTopics({ topics: [topic] });
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  for (;;) {
    // Who waits for leaders may fail after the topic was made, and is told from then on that it is there already.
    const terms = { waitForLeaders: false, topics: [{ topic, numPartitions, configEntries }] };
    const isMade = await admin.createTopics(terms).catch(() => false);
    if (isMade) break; // until then it is still being deleted
  }
  await admin.disconnect();
  return numPartitions;
}
