import { setImmediate } from 'node:timers/promises';
import type { InboundRecord } from '@harmonybatch/ports';
import { groupIdOf, OnRecords, OnState } from '../src';
import { Deployment, state, stream, texts, Watched } from './harness';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index}`);

/** A controller that keeps what it reads, releases what it is told to, and can be waited for. */
function collector(release: (record: InboundRecord) => boolean) {
  const read = new Watched<InboundRecord[]>([]);
  class Collector {
    @OnRecords(stream)
    async onRecords(records: InboundRecord[]): Promise<void> {
      for (const record of records) {
        read.value.push(record);
        if (release(record)) record.release();
      }
      read.changed();
    }
  }
  return { read, Collector };
}

/** Each look gives the event loop a turn. */
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await setImmediate();
};

describe('a service that reads Kafka', () => {
  let deployment: Deployment;

  beforeEach(async () => {
    deployment = new Deployment();
    await deployment.open();
  });
  afterEach(() => deployment.close());

  it('reads again after a restart what was not released, and nothing that lies below', async () => {
    const key = () => 'same partition';
    await deployment.publish(stream, numbered(10), key);
    const first = collector((record) => record.offset !== 6);
    const server = await deployment.serve(first.Collector);
    await first.read.until((records) => records.length === 10);
    await deployment.stop(server);
    expect([...(await deployment.committed()).values()]).toContain(6);

    const second = collector(() => true);
    await deployment.serve(second.Collector);
    await second.read.until((records) => records.some((record) => record.offset === 9));
    expect(texts(second.read.value)).toEqual(['r6', 'r7', 'r8', 'r9']);
    expect(second.read.value.map(({ maybeRedelivered }) => maybeRedelivered)).toEqual([true, true, true, true]);
    for (let read = 5; second.read.value.at(-1)?.maybeRedelivered === true; read += 1) {
      await deployment.publish(stream, ['new'], key);
      await second.read.until((records) => records.length === read);
    }
    expect(second.read.value.at(-1)).toMatchObject({ maybeRedelivered: false });
  });

  it('commits the low watermark while it runs, as the gaps close', async () => {
    await deployment.publish(stream, numbered(5), () => 'same partition');
    const { read, Collector } = collector((record) => record.offset !== 2);
    await deployment.serve(Collector);
    await read.until((records) => records.length === 5);
    const committed = async (offset: number) => [...(await deployment.committed()).values()].includes(offset);
    await until(() => committed(2));
    read.value.find((record) => record.offset === 2)?.release();
    await until(() => committed(5));
  });

  it('knows how much it has still to read, also while nothing is fetched', async () => {
    const { read, Collector } = collector(() => false);
    const server = await deployment.serve(Collector);
    const lag = async () => {
      await setImmediate(); // what Kafka answers has to come in
      return server.lags()[0]!.records;
    };
    const key = () => 'same partition';
    await deployment.publish(stream, numbered(5), key);
    await read.until((records) => records.length === 5);
    const groupId = groupIdOf(deployment.settings.topicPrefix, 'test', stream.name);
    expect(server.lags()).toEqual([{ topic: stream.name, groupId, records: 0 }]);
    server.intake.pause(stream.name);
    await deployment.publish(stream, numbered(7), key);
    await until(async () => (await lag()) === 7);
    server.intake.resume(stream.name);
    await read.until((records) => records.length === 12);
    await until(async () => (await lag()) === 0);
  });

  it('reads all state to its end, tombstones included, before the first record', async () => {
    await deployment.publish(state, ['a', 'b', null], (index) => (index === 2 ? '0' : String(index)));
    await deployment.publish(stream, ['work']);
    const seen = new Watched<string[]>([]);
    class Reader {
      @OnState(state)
      async onState(records: InboundRecord[]): Promise<void> {
        await setImmediate();
        for (const record of records) seen.value.push(`${record.key}=${record.value}`);
        seen.changed();
      }

      @OnRecords(stream)
      onRecords(records: InboundRecord[]): void {
        seen.value.push(...texts(records));
        seen.changed();
      }
    }
    await deployment.serve(Reader);
    await seen.until((all) => all.includes('work'));
    expect(seen.value).toEqual(['0=a', '1=b', '0=null', 'work']);

    await deployment.publish(state, ['later'], () => '2');
    await seen.until((all) => all.includes('2=later'));
  });

  it('gives every replica all of the state, and no committed offset for it', async () => {
    await deployment.publish(state, ['a']);
    const readers = [0, 1].map(() => {
      const seen = new Watched<string[]>([]);
      class Reader {
        @OnState(state)
        onState(records: InboundRecord[]): void {
          seen.value.push(...texts(records));
          seen.changed();
        }
      }
      return { seen, Reader };
    });
    for (const { Reader } of readers) await deployment.serve(Reader);
    for (const { seen } of readers) expect(seen.value).toEqual(['a']);
    await deployment.publish(state, ['b']);
    for (const { seen } of readers) await seen.until((all) => all.join() === 'a,b');
  });

  it('divides the partitions among replicas, and hands nothing twice to the one that keeps them', async () => {
    const first = collector(() => false);
    const server = await deployment.serve(first.Collector);
    const owned = (of: typeof server) => [0, 1, 2, 3].filter((partition) => of.ownership.owns(stream.name, partition));
    expect(owned(server)).toEqual([0, 1, 2, 3]);
    await deployment.publish(stream, numbered(40));
    await first.read.until((records) => records.length === 40);

    const changes: number[] = [];
    const settled = new Promise<void>((resolve) =>
      server.ownership.onChange(({ partitions }) => {
        changes.push(partitions.length);
        if (partitions.length === 2) resolve();
      }),
    );
    const second = collector(() => true);
    const other = await deployment.serve(second.Collector);
    await settled;
    expect(changes).toEqual([2]); // it never gave up the two that it keeps
    await until(() => owned(other).length === 2);
    expect([...owned(server), ...owned(other)].sort()).toEqual([0, 1, 2, 3]);

    const lost = first.read.value.filter((record) => owned(other).includes(record.partition));
    await second.read.until((records) => records.length === lost.length);
    for (const record of lost) record.release(); // harmless: they are the other's now

    await deployment.publish(
      stream,
      numbered(40).map((text) => `new ${text}`),
    );
    await second.read.until(
      (records) => texts(records).filter((text) => text.startsWith('new')).length === lost.length,
    );
    await first.read.until(
      (records) => texts(records).filter((text) => text.startsWith('new')).length === 40 - lost.length,
    );
    expect(new Set(texts(first.read.value)).size).toBe(first.read.value.length);
  });

  it('gives up ownership when it leaves, and the other replica takes it', async () => {
    const first = await deployment.serve(collector(() => true).Collector);
    const second = await deployment.serve(collector(() => true).Collector);
    const all = new Promise<void>((resolve) =>
      second.ownership.onChange(({ partitions }) => {
        if (partitions.length === 4) resolve();
      }),
    );
    await deployment.stop(first);
    await all;
    expect(first.ownership.owns(stream.name, 0)).toBe(false);
    expect(second.ownership.owns(stream.name, 0)).toBe(true);
  });

  it('stops reading above the cap of open records and goes on when enough are released', async () => {
    const { read, Collector } = collector(() => false);
    await deployment.publish(stream, numbered(100));
    await deployment.serve(Collector, { maxOpenRecords: 50 });
    await read.until((records) => records.length > 50);
    const held = read.value.length;
    await deployment.publish(
      stream,
      numbered(30).map((text) => `late ${text}`),
    );
    await until(async () => (await deployment.committed()).size >= 0); // a round trip: a fetch would have come by now
    expect(read.value.length).toBe(held);
    for (const record of read.value.slice()) record.release();
    await read.until((records) => records.length >= 100 + 30 || (records.forEach((record) => record.release()), false));
  });

  it('reads nothing of a topic that a stage has paused', async () => {
    const { read, Collector } = collector(() => true);
    const server = deployment.newServer();
    const launched = deployment.launch(Collector, server);
    server.on('fatal', () => undefined);
    await launched;
    server.intake.pause(stream.name);
    await deployment.publish(stream, numbered(20));
    const other = collector(() => true);
    await deployment.serve(other.Collector, { service: 'other' });
    await other.read.until((records) => records.length === 20);
    expect(read.value).toEqual([]);
    server.intake.resume(stream.name);
    await read.until((records) => records.length === 20);
    expect(() => server.intake.pause('unknown.topic')).toThrow(/unknown\.topic/);
  });

  it('reports a handler that throws once, with its error, and calls it no more', async () => {
    let calls = 0;
    class Broken {
      @OnRecords(stream)
      onRecords(): void {
        calls += 1;
        throw new TypeError('a bug');
      }
    }
    const server = deployment.newServer();
    const fatal = new Promise<Error>((resolve) => server.on('fatal', resolve));
    await deployment.launch(Broken, server);
    await deployment.publish(stream, numbered(10));
    expect((await fatal).cause).toEqual(new TypeError('a bug'));
    await deployment.publish(stream, numbered(10));
    await server.stopReading();
    expect(calls).toBe(1);
  });

  it('gives the broker its own time, headers as text, and the name without prefix', async () => {
    const before = Date.now();
    const { read, Collector } = collector(() => true);
    await deployment.serve(Collector);
    await deployment.publisher.publish([{ topic: stream.name, key: null, value: 'x', headers: { ce_id: 'ü' } }]);
    await read.until((records) => records.length === 1);
    const [record] = read.value;
    expect(record).toMatchObject({ topic: stream.name, key: null, headers: { ce_id: 'ü' } });
    expect(record?.timestampMs).toBeGreaterThanOrEqual(before - 1000);
  });
});
