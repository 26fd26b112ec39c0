import { setImmediate } from 'node:timers/promises';
import { PartitionAssigners, type Consumer, type PartitionAssigner } from 'kafkajs';
import type { InboundRecord } from '@harmonybatch/ports';
import { OnRecords, type KafkaBatchServer } from '../src';
import { heartbeatIntervalMs } from '../src/consumer/consumer-options';
import { CooperativeAssigner, cooperativeProtocol } from '../src/rebalance/cooperative-assigner';
import { Deployment, stream, Watched } from './harness';

const partitions = [0, 1, 2, 3];

interface Handled {
  readonly by: string;
  readonly partition: number;
  readonly text: string;
}

/** Each look gives the event loop a turn. */
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await setImmediate();
};

describe('the members of a group', () => {
  let deployment: Deployment;
  let handled: Watched<Handled[]>;
  let published: number;

  beforeEach(async () => {
    deployment = new Deployment();
    await deployment.open([stream]);
    handled = new Watched<Handled[]>([]);
    published = 0;
  });
  afterEach(() => deployment.close());

  const topic = (): string => `${deployment.settings.topicPrefix}${stream.name}`;
  const groupId = (): string => `${deployment.settings.topicPrefix}harmonybatch.test.${stream.name}`;
  const note = (by: string, partition: number, text: string): void => {
    handled.value.push({ by, partition, text });
    handled.changed();
  };
  /** A replica that releases what it reads at once. */
  const serve = (by: string): Promise<KafkaBatchServer> => {
    class Reader {
      @OnRecords(stream)
      onRecords(records: InboundRecord[]): void {
        for (const record of records) {
          note(by, record.partition, String(record.value));
          record.release();
        }
      }
    }
    return deployment.serve(Reader);
  };
  const owned = (server: KafkaBatchServer): number[] =>
    partitions.filter((partition) => server.ownership.owns(stream.name, partition));
  const settled = (...servers: KafkaBatchServer[]): Promise<void> => {
    const least = Math.floor(partitions.length / servers.length);
    return until(() => {
      const shares = servers.map(owned);
      return shares.flat().length === partitions.length && shares.every(({ length }) => length >= least);
    });
  };
  const publish = async (producer: { send(batch: object): Promise<unknown> }): Promise<void> => {
    const messages = partitions.map((partition) => ({ partition, value: `r${(published += 1)}` }));
    await producer.send({ topic: topic(), messages });
  };
  const allHandled = (): Promise<void> => handled.until(({ length }) => length >= published);
  const withProducer = async (use: (producer: ReturnType<typeof deployment.kafka.producer>) => Promise<void>) => {
    const producer = deployment.kafka.producer();
    await producer.connect();
    await use(producer).finally(() => producer.disconnect());
  };
  /** A consumer of kafkajs itself in the same group, which was given partitions. */
  const join = async (by: string, heartbeatInterval: number, assigner: PartitionAssigner): Promise<Consumer> => {
    const consumer = deployment.kafka.consumer({
      groupId: groupId(),
      partitionAssigners: [assigner],
      sessionTimeout: 40_000,
      heartbeatInterval,
      rebalanceTimeout: 60_000,
      maxWaitTimeInMs: 50,
    });
    await consumer.connect();
    await consumer.subscribe({ topic: topic(), fromBeginning: true });
    const shares = new Watched(0);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      shares.value = payload.memberAssignment[topic()]?.length ?? 0;
      shares.changed();
    });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        note(by, partition, String(message.value));
        return Promise.resolve();
      },
    });
    await shares.until((count) => count > 0);
    return consumer;
  };
  const group = async () => (await deployment.admin.describeGroups([groupId()])).groups[0]!;

  it('take partitions from each other and give them back under traffic: each record is handled once, by one', async () => {
    await withProducer(async (producer) => {
      let goesOn = true;
      const traffic = (async () => {
        while (goesOn) await publish(producer);
      })();
      const [a, b] = [await serve('a'), await serve('b')];
      await settled(a, b);
      const c = await serve('c');
      await settled(a, b, c);
      await deployment.stop(a);
      await settled(b, c);
      await deployment.stop(b);
      await settled(c);
      goesOn = false;
      await traffic;
    });
    await allHandled();
    expect(new Set(handled.value.map(({ text }) => text)).size).toBe(published);
    expect(handled.value.length).toBe(published);
    expect(new Set(handled.value.map(({ by }) => by))).toEqual(new Set(['a', 'b', 'c']));
    // Who lost a partition handled nothing of it any more: in order, its records have four readers at most.
    for (const partition of partitions) {
      const readers = handled.value.filter((one) => one.partition === partition).map(({ by }) => by);
      expect(readers.filter((by, index) => by !== readers[index - 1]).length).toBeLessThanOrEqual(4);
    }
  });

  it('give what they read to others before they leave, and are members until then', async () => {
    const [a, b] = [await serve('a'), await serve('b')];
    await settled(a, b);
    await a.handOn();
    expect(owned(a)).toEqual([]);
    await until(() => owned(b).length === partitions.length);
    expect((await group()).members).toHaveLength(2);
  });

  it('read on what nobody takes from them before they leave', async () => {
    const a = await serve('a');
    const slow = await join('slow', 30_000, ({ cluster }) => new CooperativeAssigner(cluster, () => Promise.resolve()));
    await until(() => owned(a).length === 2);
    const kept = owned(a);
    await a.handOn(); // the slow one does not know yet that the group divides
    expect(owned(a)).toEqual(kept);
    await withProducer(publish);
    await until(() =>
      kept.every((partition) => handled.value.some((one) => one.by === 'a' && one.partition === partition)),
    );
    await slow.disconnect();
  });

  it('read on what they keep while the group waits for another member', async () => {
    const a = await serve('a');
    // It looks at its group only once in half a minute.
    const slow = await join('slow', 30_000, ({ cluster }) => new CooperativeAssigner(cluster, () => Promise.resolve()));
    await until(() => owned(a).length === 2);
    const kept = owned(a);
    const joining = serve('b');
    await until(async () => (await group()).state === 'PreparingRebalance');
    await withProducer(async (producer) => {
      const sinceMs = performance.now();
      // Long enough for all but the slow one to have noticed.
      while (performance.now() - sinceMs < 3 * heartbeatIntervalMs(deployment.settings.sessionTimeoutMs)) {
        await publish(producer);
        await allHandled();
      }
    });
    expect((await group()).state).toBe('PreparingRebalance');
    expect(owned(a)).toEqual(kept);
    await slow.disconnect();
    await settled(a, await joining);
  });

  it('divide with a member of an older version, and read on while they are divided once it is gone', async () => {
    const a = await serve('new');
    await settled(a);
    const old = await join(
      'old',
      heartbeatIntervalMs(deployment.settings.sessionTimeoutMs),
      PartitionAssigners.roundRobin,
    );
    await until(() => owned(a).length === 2);
    expect((await group()).protocol).toBe('RoundRobinAssigner');
    await withProducer(publish);
    await handled.until((all) => new Set(all.map(({ text }) => text)).size === published);
    expect(new Set(handled.value.map(({ by }) => by))).toEqual(new Set(['new', 'old']));
    await old.disconnect();
    await settled(a);
    expect((await group()).protocol).toBe(cooperativeProtocol);
  });
});
