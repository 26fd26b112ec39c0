import { randomUUID } from 'node:crypto';
import { ConfigResourceTypes } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import type { StageEvents } from '@harmonybatch/ports';
import { ensureTopics, KafkaOutcomeLog } from '../src';
import { deleteTopics } from './create-and-delete-topics';
import { Deployment, Watched } from './harness';

const events = { error: () => undefined } as unknown as StageEvents;
const timeoutMs = 20_000;

/** A topic that was deleted takes a moment to be gone, and to be seen where it was made anew. */
async function untilDone(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      return void (await act());
    } catch {
      // not yet
    }
  }
}

describe('outcomes read back from Kafka', () => {
  let deployment: Deployment;
  let log: KafkaOutcomeLog;

  beforeEach(async () => {
    deployment = new Deployment();
    await deployment.open([topics.inferenceCompleted]);
    const { topicPrefix } = deployment.settings;
    log = new KafkaOutcomeLog(deployment.kafka, { topicPrefix, events, timeoutMs });
    await log.open();
  });
  afterEach(async () => {
    await log.close();
    await deployment.close();
  });

  const makeAnewWithOnePartition = async (): Promise<void> => {
    const { admin, settings } = deployment;
    await deleteTopics(admin, [`${settings.topicPrefix}${topics.inferenceCompleted.name}`]);
    await ensureTopics(admin, { ...settings, partitions: 1 }, [topics.inferenceCompleted]);
  };
  const identities = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
  const write = (keys: readonly string[]): Promise<void> =>
    deployment.publisher.publish(keys.map((key) => ({ topic: topics.inferenceCompleted.name, key, value: '{}' })));

  it('are found wherever they lie, also those written before it opened; others are not', async () => {
    const [written, open] = [identities(50), identities(10)];
    await write(written);
    const answered = await log.answered([...written, ...open], 0);
    expect([...answered].sort()).toEqual([...written].sort());
  });

  it('are seen up to the moment of the question, by one question after another', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [written, open] = [identities(3), identities(3)];
      await write(written);
      expect([...(await log.answered([...written, ...open], Date.now() - 60_000))].sort()).toEqual([...written].sort());
    }
  });

  it('are looked for further back when a later question asks for that', async () => {
    const [old, young] = [identities(4), identities(4)];
    await write(old);
    await write(young);
    await log.answered(young, Date.now() + 1_000);
    expect((await log.answered(old, 0)).size).toBe(4);
  });

  it('are not looked for so far back that others could not ask any more', async () => {
    const { topicPrefix } = deployment.settings;
    const options = { topicPrefix, events, timeoutMs, maxOutcomes: 20 };
    const bounded = new KafkaOutcomeLog(deployment.kafka, options);
    await bounded.open();
    try {
      const [old, young] = [identities(30), identities(10)];
      await write(old);
      const sinceMs = Date.now() + 60_000; // what was written before is not asked for
      await write(young);
      await bounded.answered(young, sinceMs);
      await expect(bounded.answered(old, 0)).rejects.toThrow('at most 20 can be searched');
      await bounded.answered(young, sinceMs);
    } finally {
      await bounded.close();
    }
  });

  it('of late are told while much older ones are still being looked through', async () => {
    const [old, young] = [identities(4), identities(4)];
    for (let round = 0; round < 40; round += 1) await write(identities(1_000));
    await write([...old, ...young]);
    const told: string[] = [];
    await log.answered(young, Date.now() - 1_000); // the topic is long, but not what was written in this second
    await Promise.all([
      log.answered(old, 0).then(() => told.push('old')),
      log.answered(young, Date.now()).then(() => told.push('young')),
    ]);
    expect(told).toEqual(['young', 'old']);
  });

  it('of many questions at once are each answered', async () => {
    const written = identities(40);
    await write(written);
    const answers = await Promise.all(written.map((identity) => log.answered([identity], 0)));
    expect(answers.every((answer) => answer.size === 1)).toBe(true);
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('are found where the topic is compressed by %s', async (codec) => {
    await deployment.admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: `${deployment.settings.topicPrefix}${topics.inferenceCompleted.name}`,
          configEntries: [{ name: 'compression.type', value: codec }],
        },
      ],
    });
    const written = identities(3_000);
    await write(written);
    const asked = [...written.slice(0, 20), ...written.slice(-20), ...identities(5)];
    expect([...(await log.answered(asked, 0))].sort()).toEqual(asked.slice(0, 40).sort());
  });

  it.each([
    ['fewer', 3],
    ['as many', 5],
    ['more', 7],
  ])('are those of the topic that is there, where it was deleted and made anew with %s', async (_, count) => {
    const [gone, there] = [identities(5), identities(count)];
    await makeAnewWithOnePartition();
    await write(gone);
    await untilDone(async () => expect((await log.answered(gone, 0)).size).toBe(5));
    await makeAnewWithOnePartition();
    await untilDone(() => write(there));
    let answered: ReadonlySet<string> = new Set();
    await untilDone(async () => (answered = await log.answered([...gone, ...there], 0)));
    expect([...answered].sort()).toEqual([...there].sort());
  });

  it('are read as soon as they can be, where the first attempt to open failed', async () => {
    const late = new Deployment();
    await late.open([]);
    const faults: string[] = [];
    const failed = new Watched(faults);
    const { topicPrefix } = late.settings;
    const watching = { error: (message: string) => (faults.push(message), failed.changed()) } as unknown as StageEvents;
    const options = { topicPrefix, events: watching, timeoutMs };
    const opening = new KafkaOutcomeLog(late.kafka, options);
    const opened = opening.open();
    try {
      await failed.until((all) => all.length > 0);
      expect(opening.notReadyReasons()).toContainEqual(expect.stringContaining('the outcome log cannot be read'));
      await ensureTopics(late.admin, late.settings, [topics.inferenceCompleted]);
      await opened;
      expect(opening.notReadyReasons()).toEqual([]);
      expect((await opening.answered(identities(1), 0)).size).toBe(0);
    } finally {
      await opening.close();
      await late.close();
    }
  });
});
