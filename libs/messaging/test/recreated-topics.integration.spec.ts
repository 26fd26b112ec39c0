import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { InboundRecord } from '@harmonybatch/ports';
import { ensureTopics, OnRecords, OnState } from '../src';
import { createTopics, deleteTopics } from './create-and-delete-topics';
import { brokers, Deployment, state, stream, texts, Watched } from './harness';

function reader() {
  const read = new Watched<InboundRecord[]>([]);
  const known = new Watched<Map<string, string>>(new Map());
  class Reader {
    @OnState(state)
    onState(records: InboundRecord[]): void {
      for (const { key, value } of records) {
        if (value === null) known.value.delete(String(key));
        else known.value.set(String(key), String(value));
      }
      known.changed();
    }

    @OnRecords(stream)
    onRecords(records: InboundRecord[]): void {
      for (const record of records) record.release();
      read.value.push(...records);
      read.changed();
    }
  }
  return { read, known, Reader };
}

const numbered = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);

interface Committed {
  readonly partition: number;
  readonly offset: string;
  readonly metadata: string | null;
}

async function kcat(args: readonly string[], input: string): Promise<void> {
  const child = spawn('kcat', ['-b', brokers().join(), ...args], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`kcat ended with ${code}`);
}

describe('topics that change while they are read', () => {
  let deployment: Deployment;

  beforeEach(async () => {
    deployment = new Deployment();
    await deployment.open();
  });
  afterEach(() => deployment.close());

  const nameOf = (topic: string): string => `${deployment.settings.topicPrefix}${topic}`;
  const makeAnew = async (...names: string[]): Promise<void> => {
    await deleteTopics(deployment.admin, names.map(nameOf));
    await ensureTopics(deployment.admin, deployment.settings, [stream, state]);
  };

  /** Commits what was committed before, as a member does that has not noticed yet. */
  const commitAgain = async (groupId: string, partitions: readonly Committed[]): Promise<void> => {
    const consumer = deployment.kafka.consumer({ groupId });
    await consumer.connect();
    await consumer.subscribe({ topic: nameOf(stream.name) });
    const joined = new Promise<void>((resolve) => void consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await joined;
    await consumer.commitOffsets(partitions.map((one) => ({ ...one, topic: nameOf(stream.name) })));
    await consumer.disconnect();
  };

  it('are read from their new beginning when they were deleted and made anew, and state is forgotten', async () => {
    const { read, known, Reader } = reader();
    await deployment.publish(state, ['1', '1'], (index) => `old${index}`);
    await deployment.serve(Reader);
    await deployment.publish(stream, numbered(60, 'old'));
    await read.until((records) => records.length === 60);

    await makeAnew(stream.name, state.name);
    await known.until((all) => all.size === 0);
    await deployment.publish(state, ['2'], () => 'new');
    await deployment.publish(stream, numbered(20, 'new'));
    await known.until((all) => all.get('new') === '2');
    await read.until((records) => texts(records).filter((text) => text.startsWith('new')).length === 20);
  });

  it('are read to their end by all members of a group, where more stand in them from the start than were read of the old', async () => {
    const [first, second] = [reader(), reader()];
    await deployment.serve(first.Reader);
    await deployment.serve(second.Reader);
    await deployment.publish(stream, numbered(60, 'old'));
    const all = (name: string): number =>
      new Set(texts([...first.read.value, ...second.read.value]).filter((text) => text.startsWith(name))).size;
    while (all('old') < 60) await setImmediate();

    await makeAnew(stream.name);
    await deployment.publish(stream, numbered(600, 'new'));
    while (all('new') < 600) await setImmediate();
  });

  it('are read from their new beginning by who starts afterwards, though offsets were committed for the old ones', async () => {
    const first = reader();
    const server = await deployment.serve(first.Reader);
    await deployment.publish(stream, numbered(60, 'old'));
    await first.read.until((records) => records.length === 60);
    const committed = async () => [...(await deployment.committed()).values()].reduce((sum, offset) => sum + offset, 0);
    while ((await committed()) < 60);
    const groupId = nameOf(`harmonybatch.test.${stream.name}`);
    const commits = await deployment.admin.fetchOffsets({ groupId });
    await deployment.stop(server);
    await makeAnew(stream.name);
    await commitAgain(groupId, commits[0]!.partitions);

    await deployment.publish(stream, numbered(200, 'new'));
    const second = reader();
    await deployment.serve(second.Reader);
    await second.read.until((records) => records.length === 200);
  });

  it('get partitions that are read within seconds, from their beginning', async () => {
    const { read, Reader } = reader();
    await deployment.serve(Reader);
    await deployment.admin.createPartitions({ topicPartitions: [{ topic: nameOf(stream.name), count: 6 }] });
    await kcat(['-P', '-t', nameOf(stream.name), '-p', '5'], 'in the last one');
    await read.until((records) => records.some(({ partition }) => partition === 5));
  });

  it('hold records in every codec, and none of them stops a reader', async () => {
    const { read, Reader } = reader();
    const name = nameOf('producers.choice');
    const configEntries = [{ name: 'compression.type', value: 'producer' }];
    await createTopics(deployment.admin, [{ topic: name, configEntries }]);
    class Producers {
      @OnRecords({ ...stream, name: 'producers.choice' })
      onRecords(records: InboundRecord[]): void {
        new Reader().onRecords(records);
      }
    }
    await deployment.serve(Producers);
    const codecs = ['gzip', 'snappy', 'lz4', 'zstd'];
    for (const codec of codecs) await kcat(['-P', '-t', name, '-z', codec], `${codec} `.repeat(2_000));
    await read.until((records) =>
      codecs.every((codec) => texts(records).some((text) => text === `${codec} `.repeat(2_000))),
    );
  });

  it('are committed up to their end, where a transaction ends there', async () => {
    const { read, Reader } = reader();
    await deployment.serve(Reader);
    const producer = deployment.kafka.producer({
      transactionalId: deployment.settings.topicPrefix,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    for (const end of ['commit', 'abort', 'commit'] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: nameOf(stream.name), messages: [{ value: end, partition: 1 }] });
      await transaction[end]();
    }
    await producer.disconnect();
    await read.until((records) => texts(records).filter((text) => text === 'commit').length === 2);
    while ((await deployment.committed()).get(1) !== 6);
  });
});
