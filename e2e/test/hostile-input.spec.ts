import { randomUUID } from 'node:crypto';
import {
  deadLetterHeaders,
  deadLetterTopics,
  headersLeftOutHeader,
  identityOfId,
  limits,
  originalHeaderName,
  topics,
  type BatchReady,
  type TopicContract,
} from '@harmonybatch/contracts';
import { patchKafkajs } from '@harmonybatch/messaging';
import fc from 'fast-check';
import type { IHeaders, Message } from 'kafkajs';
import { hostileRecords, type HostileRecord } from '../../libs/contracts/test/support/hostile-records';
import { kcat } from '../harness/kcat';
import { RawLog, type RawRecord } from '../harness/raw-log';
import { freshIds, RunningSystem } from '../harness/running-system';

const recordsATopic = 300;
const recordsASend = 25;
const seed = 20240617;
/** A flood takes a busy machine minutes to bury, and to read back. */
const patienceMs = 300_000;
const mostHeaders = 200_000;
const recordsAFlood = 150_000;
const requested = topics.inferenceRequested;

/** Names of their own, so that a record that happens to be right changes nothing of the apps under test. */
const strangers = ['gates', 'lamps'];
const attacked: readonly (readonly [TopicContract, { words: readonly string[]; keyField?: string }])[] = [
  [requested, { words: ['photos', 'search'] }],
  [topics.inferenceAccepted, { words: ['photos', 'vgg19'] }],
  [topics.batchReady, { words: ['photos', 'vgg19'] }],
  [topics.arrivalCounted, { words: strangers, keyField: 'app' }],
  [topics.appRegistered, { words: strangers, keyField: 'name' }],
  [topics.modelProfiled, { words: strangers, keyField: 'name' }],
  [topics.planRequested, { words: [...strangers, 'vgg19'], keyField: 'model' }],
  [topics.planPublished, { words: strangers, keyField: 'model' }],
];
const buried = attacked.map(([topic]) => topic).filter(({ name }) => deadLetterTopics[name] !== undefined);

/** Few enough that one request on each is no burst. */
const partitions = { HARMONYBATCH_PARTITIONS: '4' };

describe('hostile records on every topic', () => {
  let system: RunningSystem;
  let log: RawLog;

  beforeAll(async () => {
    patchKafkajs();
    system = await RunningSystem.start(1, partitions);
    await system.registerModel('vgg19', 'vgg19');
    await system.registerApp({
      name: 'photos',
      model: 'vgg19',
      sloMs: 6_000,
      expectedRateHz: 20,
      whenLate: 'serve',
    });
    await system.registerApp({
      name: 'search',
      model: 'vgg19',
      sloMs: 8_000,
      expectedRateHz: 20,
      whenLate: 'serve',
    });
    await system.plan((plan) => plan.groups.flatMap((group) => group.apps).length === 2);
    log = await RawLog.open(
      system.kafka,
      buried.flatMap(({ name }) => [system.topic(name), system.topic(`${name}.dead`)]),
    );
  });

  afterAll(async () => {
    await log?.close();
    await system?.stop();
  });

  afterEach(async () => {
    for (const service of [...system.services.values()].flat()) {
      if (!service.isRunning) throw new Error(`${service.name} ended:\n${service.log()}`);
      await service.ready();
    }
  });

  /** One request of each app on every partition: each is run, however late the attack made it. */
  async function everyPartitionAnswers(): Promise<void> {
    const ids: string[] = [];
    for (const app of ['photos', 'search']) {
      const messages = (await partitionsOf(requested.name)).map((partition): Message => {
        const [id] = freshIds(1);
        ids.push(id!);
        return {
          partition,
          key: id!,
          value: JSON.stringify({ app, id, inputs: { of: id } }),
        };
      });
      await system.producer.send({
        topic: system.topic(requested.name),
        messages,
      });
    }
    const outcomes = await system.outcomes.first(ids);
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(ids.map(() => 'ok'));
  }

  async function endsOf(topic: string): Promise<{ partition: number; high: string }[]> {
    const admin = system.kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(system.topic(topic));
    await admin.disconnect();
    return ends;
  }

  const partitionsOf = async (topic: string): Promise<number[]> =>
    (await endsOf(topic)).map(({ partition }) => partition);

  async function attack(topic: TopicContract, records: readonly HostileRecord[]): Promise<void> {
    const partitions = await partitionsOf(topic.name);
    // A compacted topic takes no record without a key: the broker refuses it.
    const messages = records
      .filter(({ key }) => key !== null || topic.cleanup !== 'compact')
      .map(({ key, value, headers }, index): Message => {
        const partition = partitions[index % partitions.length]!;
        return {
          partition,
          key: index % 7 === 0 ? Buffer.from(key ?? '\u00ff', 'latin1') : key,
          value,
          headers,
        };
      });
    for (let from = 0; from < messages.length; from += recordsASend) {
      const some = messages.slice(from, from + recordsASend);
      await system.producer.send({
        topic: system.topic(topic.name),
        messages: some,
      });
    }
  }

  /** A batch that the services made of requests of this test, the latest. */
  function ranBatch(): BatchReady {
    const batches = log.of(system.topic(topics.batchReady.name)).flatMap(({ message }) => {
      try {
        const batch = JSON.parse(String(message.value)) as BatchReady;
        const request = batch.requests[0] as { id: string; inputs: { of: string } } | undefined;
        return batch.group !== undefined && request?.inputs.of === request?.id ? [batch] : [];
      } catch {
        return [];
      }
    });
    return batches.at(-1)!;
  }

  /** Dead letters of a topic by the place of their originals. */
  const lettersOf = (topic: string): Map<string, RawRecord> =>
    new Map(log.of(system.topic(`${topic}.dead`)).map((letter) => [originPlace(letter), letter]));

  /** Resolves when everything that was sent to a topic that has dead letters was read here too. */
  async function everythingRead(): Promise<void> {
    for (const { name } of buried) {
      const ends = new Map((await endsOf(name)).map(({ partition, high }) => [partition, Number(high)]));
      const behind = (): string[] => {
        const read = new Map([...ends.keys()].map((partition) => [partition, 0]));
        for (const { partition, message } of log.of(system.topic(name)))
          read.set(partition, Number(message.offset) + 1);
        return [...ends]
          .filter(([partition, end]) => read.get(partition)! < end)
          .map(([partition]) => `${name}/${partition}`);
      };
      await log.waitFor(behind, patienceMs);
    }
  }

  /** Places of the records that certainly cannot be read, by topic. */
  const unreadable = (): Map<string, string[]> =>
    new Map(
      buried.map((topic) => {
        const records = log.of(system.topic(topic.name)).filter((record) => mustBeBuried(topic, record));
        return [topic.name, records.map(placeOf)];
      }),
    );

  it.each(attacked)('on topic %# stop nobody', async (topic, hostility) => {
    const records = fc.sample(hostileRecords(topic.value, hostility), {
      seed,
      numRuns: recordsATopic,
    });
    await attack(topic, records);
    await everyPartitionAnswers();
  });

  it('of the largest size that the broker takes stop nobody', async () => {
    const value = Buffer.alloc(limits.maxRecordBytes - 200, '{"x":');
    for (const topic of [requested, topics.inferenceAccepted, topics.batchReady]) {
      for (const partition of await partitionsOf(topic.name)) {
        await system.producer.send({
          topic: system.topic(topic.name),
          messages: [{ partition, value }],
        });
      }
    }
    await everyPartitionAnswers();
  });

  it(
    'with more headers than are read stop nobody',
    async () => {
      const same = { h: Array.from({ length: mostHeaders }, () => '') };
      const different = Object.fromEntries(Array.from({ length: mostHeaders }, (_, index) => [index.toString(36), '']));
      for (const topic of [requested, topics.inferenceAccepted, topics.batchReady]) {
        for (const headers of [same, different]) {
          await system.producer.send({
            topic: system.topic(topic.name),
            messages: [{ partition: 0, value: 'no JSON', headers }],
          });
        }
      }
      await everyPartitionAnswers();
    },
    patienceMs,
  );

  it(
    'in one batch of more than a stack holds stop nobody',
    async () => {
      const to = ['-P', '-b', system.brokers, '-t', system.topic(requested.name), '-p', '0'];
      const together = {
        'batch.num.messages': recordsAFlood,
        'batch.size': limits.maxRecordBytes / 2,
        'linger.ms': 3_000,
      };
      const settings = Object.entries({ ...together, 'queue.buffering.max.messages': 2 * recordsAFlood });
      await kcat(
        [...to, ...settings.flatMap(([name, value]) => ['-X', `${name}=${value}`])],
        'x\n'.repeat(recordsAFlood),
      );
      await everyPartitionAnswers();
    },
    patienceMs,
  );

  it('that name a card without a price stop nobody', async () => {
    const batch = ranBatch();
    const [identity] = freshIds(1);
    const nowMs = Date.now();
    const request = { ...batch.requests[0]!, identity: identityOfId('photos', '', identity!) };
    const forged = {
      ...batch,
      batchId: randomUUID().replaceAll('-', ''),
      requests: [{ ...request, arrivedAtMs: nowMs, deadlineMs: nowMs + 60_000 }],
      group: { ...batch.group!, function: { ...batch.group!.function, type: 'gpu', gpuType: 'fc.gpu.unheard-of.1' } },
    };
    await system.publish(topics.batchReady.name, forged.batchId, forged);
    await everyPartitionAnswers();
  });

  it('packed by any codec, and with headers that have no value, stop nobody', async () => {
    const to = ['-P', '-b', system.brokers, '-t', system.topic(requested.name)];
    const ids = freshIds(6);
    const request = (id: string): string => JSON.stringify({ app: 'photos', id, inputs: 'x'.repeat(2_000) });
    for (const [index, codec] of ['gzip', 'snappy', 'lz4', 'zstd'].entries()) {
      await kcat([...to, '-z', codec], request(ids[index]!));
    }
    await kcat([...to, '-H', 'ce_source'], request(ids[4]!));
    await kcat([...to, '-H', 'constructor=a', '-H', 'twice=a', '-H', 'twice=b'], request(ids[5]!));
    const outcomes = await system.outcomes.first(ids);
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(ids.map(() => 'ok'));
    await everyPartitionAnswers();
  });

  it(
    'are dead letters where they cannot be read, key, value and headers byte for byte',
    async () => {
      await everythingRead();
      const expected = unreadable();
      await log.waitFor(
        () =>
          [...expected].flatMap(([topic, places]) => {
            const letters = lettersOf(topic);
            return places.filter((place) => !letters.has(place)).map((place) => `${topic}/${place}`);
          }),
        patienceMs,
      );
      for (const { name } of buried) {
        const originals = new Map(log.of(system.topic(name)).map((record) => [placeOf(record), record]));
        const letters = lettersOf(name);
        expect(letters.size).toBeGreaterThan(20);
        const altered = [...letters].filter(([place, letter]) => !isOriginal(letter, originals.get(place)));
        expect(altered.map(([place]) => `${name}/${place}`)).toEqual([]);
        for (const { message } of letters.values()) {
          expect(String(message.headers?.[deadLetterHeaders.reason])).toMatch(/\S/);
        }
      }
    },
    2 * patienceMs,
  );
});

const placeOf = ({ partition, message }: RawRecord): string => `${partition}/${message.offset}`;
const originPlace = ({ message: { headers } }: RawRecord): string =>
  `${String(headers?.[deadLetterHeaders.partition])}/${String(headers?.[deadLetterHeaders.offset])}`;

/** Whether a record is certainly none that its reader can take: it is no JSON at all. */
function mustBeBuried({ cleanup }: TopicContract, { message: { value, headers } }: RawRecord): boolean {
  if (Object.keys(headers ?? {}).some((name) => name.startsWith('ce_'))) return false; // may be a CloudEvent of any bytes
  if (value === null) return cleanup !== 'compact';
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
    return false;
  } catch {
    return true;
  }
}

/** Jest compares buffers byte by byte, which takes minutes for the largest. */
const equal = (one: Buffer | null, other: Buffer | null): boolean =>
  one === null || other === null ? one === other : one.equals(other);

function isOriginal({ message: letter }: RawRecord, original: RawRecord | undefined): boolean {
  if (original === undefined) return false;
  const { key, value, headers } = original.message;
  const sameBytes = equal(letter.key, key) && equal(letter.value, value);
  if (letter.headers?.[headersLeftOutHeader] !== undefined)
    return sameBytes && Object.values(headers ?? {}).flat().length === limits.maxHeaders;
  return sameBytes && originalHeaders(letter.headers) === listed(headers);
}

/** Headers as text: a list of names and of values in hex. */
const listed = (headers: IHeaders = {}): string =>
  JSON.stringify(
    Object.entries(headers)
      .map(([name, value]) => [
        name,
        [value]
          .flat()
          .filter((one) => Buffer.isBuffer(one))
          .map((one) => one.toString('hex')),
      ])
      .sort(),
  );

const originalHeaders = (headers: IHeaders = {}): string =>
  listed(
    Object.fromEntries(
      Object.entries(headers).flatMap(([kept, value]) => {
        const name = originalHeaderName(kept);
        return name === null ? [] : [[name, value]];
      }),
    ),
  );
