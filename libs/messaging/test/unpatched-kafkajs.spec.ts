/**
 * What kafkajs does where it is not patched: nothing here applies a patch. A test that fails after an update says that
 * its patch has become unnecessary and can be deleted, with the test.
 */
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';

interface Encoder {
  readonly buffer: Buffer;
  writeInt32(value: number): Encoder;
  writeBuffer(buffer: Buffer): Encoder;
}
interface Group {
  memberId: string | null;
  lastRequest: number;
  coordinator: object;
  partitionsPerSubscribedTopic: ReadonlyMap<string, readonly number[]>;
  connect(): Promise<void>;
  joinAndSync(): Promise<void>;
  heartbeat(terms: { readonly interval: number }): Promise<void>;
  checkForStaleAssignment(): void;
}
interface Pool {
  getConnectionByRequest(question: { readonly request: { readonly apiKey: number } }): Promise<object>;
}
type Cluster = Record<string, () => unknown>;
type Codec = () => { decompress(bytes: Buffer): Promise<Buffer> };

const requireHere = createRequire(__filename);
const internal = <T>(path: string): T => requireHere(`kafkajs/src/${path}`) as T;
const nothing = (): void => undefined;

const Decoder = internal<new (bytes: Buffer) => { readVarInt(): number }>('protocol/decoder');
const EncoderClass = internal<new () => Encoder>('protocol/encoder');
const encodeRecord = internal<(record: object) => Encoder>('protocol/recordBatch/record/v0');
const { RecordBatch: encodeBatch } = internal<{ RecordBatch: (batch: object) => Promise<Encoder> }>(
  'protocol/recordBatch/v0',
);

const batchOf = async (records: readonly object[]): Promise<Buffer> =>
  (await encodeBatch({ compression: 0, firstOffset: 0, lastOffsetDelta: records.length - 1, records })).buffer;
const decoded = (batch: Buffer): Promise<unknown[]> =>
  internal<(decoder: object) => Promise<unknown[]>>('protocol/requests/fetch/v4/decodeMessages')(
    new Decoder(new EncoderClass().writeInt32(batch.length).writeBuffer(batch).buffer),
  );
const record = encodeRecord({ offsetDelta: 0, timestampDelta: 0, key: null, value: null, headers: {} });

function groupOn(cluster: Cluster, topics: readonly string[] = []): Group {
  const ConsumerGroup = internal<new (options: object) => Group>('consumer/consumerGroup');
  return new ConsumerGroup({
    cluster,
    topics,
    groupId: 'test',
    retry: { retries: 0 },
    logger: { namespace: () => ({ debug: nothing, error: nothing }) },
    instrumentationEmitter: { emit: nothing },
  });
}

describe('kafkajs without its patches', () => {
  it('idle-request-queue: keeps a timer running on a connection where nothing is pending', () => {
    jest.useFakeTimers();
    const RequestQueue =
      internal<new (options: object) => { scheduleCheckPendingRequests(): void }>('network/requestQueue');
    const logger = { debug: nothing, warn: nothing };
    const queue = new RequestQueue({ maxInFlightRequests: null, requestTimeout: 1, clientId: '', broker: '', logger });
    queue.scheduleCheckPendingRequests();
    jest.advanceTimersByTime(1000);
    expect(jest.getTimerCount()).toBe(1);
    jest.useRealTimers();
  });

  it('bounded-headers: copies all headers that it has read for each further one', () => {
    const decode = internal<(decoder: object, batch: object) => unknown>('protocol/recordBatch/record/v0/decoder');
    let copies = 0;
    const watched = new Proxy({}, { ownKeys: () => ((copies += 1), []) });
    const { buffer } = encodeRecord({
      offsetDelta: 0,
      timestampDelta: 0,
      key: null,
      value: null,
      headers: { a: '', b: '' },
    });
    const decoder = new Decoder(buffer);
    decoder.readVarInt(); // the record's length
    const reduce = jest.spyOn(Array.prototype, 'reduce').mockImplementation(function (this: unknown[], step) {
      for (const header of this) step(watched, header, 0, []);
      return {};
    });
    decode(decoder, { firstOffset: '0', firstTimestamp: '0' });
    reduce.mockRestore();
    expect(copies).toBe(2);
  });

  it('large-batches: exceeds the stack at a batch of many records', async () => {
    const batch = await batchOf(Array.from({ length: 200_000 }, () => record));
    await expect(decoded(batch)).rejects.toThrow(RangeError);
  });

  it('large-batches: stops at a batch that cannot be read', async () => {
    const batch = await batchOf([record]);
    batch.fill(0xff, 61);
    await expect(decoded(batch)).rejects.toThrow();
  });

  it.each(['Snappy', 'LZ4', 'ZSTD'] as const)('compression-codecs: does not read %s', (name) => {
    expect(CompressionCodecs[CompressionTypes[name]] as Codec).toThrow('not implemented');
  });

  it('compression-codecs: unpacks gzip of any size', async () => {
    const bytes = 33 * 1024 * 1024;
    const { decompress } = (CompressionCodecs[CompressionTypes.GZIP] as Codec)();
    expect(await decompress(gzipSync(Buffer.alloc(bytes)))).toHaveLength(bytes);
  });

  it('stable-member-ids: a consumer that runs again does not know which member of its group it was', async () => {
    const away = (): never => {
      throw new Error('the broker is away');
    };
    const cluster = { connect: nothing, refreshMetadataIfNecessary: nothing, findGroupCoordinator: away };
    const first = groupOn(cluster);
    first.memberId = 'a member';
    await expect(first.joinAndSync()).rejects.toThrow('away');
    const again = groupOn(cluster);
    await again.connect();
    expect(again.memberId).toBeNull();
  });

  it('steady-heartbeats: sends no heartbeat while the clock is behind where it was', async () => {
    const heartbeat = jest.fn();
    const group = Object.assign(groupOn({}), { memberId: 'a member', coordinator: { heartbeat } });
    group.lastRequest = Date.now() + 60_000;
    await group.heartbeat({ interval: 200 });
    expect(heartbeat).not.toHaveBeenCalled();
  });

  it('steady-heartbeats: does not refresh metadata while the clock is behind where it was', async () => {
    const { prototype } = internal<{ prototype: { refreshMetadataIfNecessary(topics: string[]): Promise<void> } }>(
      'cluster/brokerPool',
    );
    const refreshMetadata = jest.fn();
    const pool = { metadata: {}, metadataMaxAge: 1000, metadataExpireAt: Date.now() + 60_000, refreshMetadata };
    await prototype.refreshMetadataIfNecessary.call(pool, []);
    expect(refreshMetadata).not.toHaveBeenCalled();
  });

  it('cooperative-rebalance: stops reading when a heartbeat finds that another member joins', async () => {
    const rebalance = Object.assign(new Error('the group is rebalancing'), { type: 'REBALANCE_IN_PROGRESS' });
    const coordinator = { heartbeat: () => Promise.reject(rebalance) };
    const group = Object.assign(groupOn({}), { memberId: 'a member', lastRequest: 0, coordinator });
    await expect(group.heartbeat({ interval: 0 })).rejects.toBe(rebalance);
  });

  it('cooperative-rebalance: joins on the connection that heartbeats and commits use', async () => {
    const { prototype } = internal<{ prototype: object }>('network/connectionPool');
    const keys = internal<Record<'JoinGroup' | 'Heartbeat' | 'OffsetCommit', number>>('protocol/requests/apiKeys');
    const connection = () => ({ isConnected: () => true });
    const pool = Object.assign(Object.create(prototype) as Pool, { pool: [connection(), connection()] });
    const [join, ...others] = await Promise.all(
      [keys.JoinGroup, keys.Heartbeat, keys.OffsetCommit].map((apiKey) =>
        pool.getConnectionByRequest({ request: { apiKey } }),
      ),
    );
    for (const other of others) expect(other).toBe(join);
  });

  it('coordinator-refusals: says that nobody coordinates a group where the user lacks a right on it', async () => {
    const { prototype } = internal<{ prototype: { findGroupCoordinatorMetadata(terms: object): Promise<unknown> } }>(
      'cluster',
    );
    // Its pool of brokers asks one after the other, and has null where all of them failed.
    const brokerPool = { withBroker: (ask: (broker: object) => Promise<unknown>) => ask({ broker }).catch(() => null) };
    const refusal = Object.assign(new Error('Not authorized'), { type: 'GROUP_AUTHORIZATION_FAILED' });
    const broker = { findGroupCoordinator: () => Promise.reject(refusal) };
    const retrier = (attempt: (bail: (error: Error) => void) => Promise<unknown>) =>
      new Promise((resolve, reject) => void attempt(reject).then(resolve, reject));
    const cluster = Object.assign(Object.create(prototype) as typeof prototype, {
      brokerPool,
      retrier,
      logger: { debug: nothing },
    });
    await expect(cluster.findGroupCoordinatorMetadata({ groupId: 'a' })).rejects.toMatchObject({
      name: 'KafkaJSGroupCoordinatorNotFound',
    });
  });

  it('topic-metadata: asks for metadata without the ids of topics, and without what the client may do', () => {
    const { versions } = internal<{ versions: readonly string[] }>('protocol/requests/metadata');
    expect(Math.max(...versions.map(Number))).toBeLessThan(10);
  });

  it('recreated-topics: goes on with what it was assigned where the topic has another id', () => {
    const metadata = (topicId: string) => [{ topicId, partitionId: 0, leader: 0 }];
    let known = metadata('old');
    const group = groupOn({ findTopicPartitionMetadata: () => known }, ['a']);
    group.partitionsPerSubscribedTopic = new Map([['a', [0]]]);
    known = metadata('new');
    expect(() => group.checkForStaleAssignment()).not.toThrow();
  });

  it('recreated-topics: commits an offset without saying for which topic', async () => {
    const { prototype } = internal<{ prototype: { offsetCommit(commit: object): Promise<unknown> } }>('broker');
    const send = jest.fn();
    const broker = Object.assign(Object.create(prototype) as typeof prototype, {
      connectionPool: { send },
      lookupRequest: () => (commit: object) => commit,
    });
    const topics = [{ topic: 'a', partitions: [{ partition: 0, offset: '5' }] }];
    await broker.offsetCommit({ topics });
    expect(send).toHaveBeenCalledWith(expect.objectContaining({ topics }));
  });

  it('quick-sends: makes a buffer for each record of a send, and for each of its headers', async () => {
    const request = internal<(terms: object) => { encode(): Promise<Encoder> }>('protocol/requests/produce/v3/request');
    const messages = Array.from({ length: 10 }, () => ({ key: 'k', value: 'v', headers: { one: '1', two: '2' } }));
    const topicData = [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages }] }];
    const allocated = jest.spyOn(Buffer, 'alloc');
    await request({ acks: -1, timeout: 1, topicData }).encode();
    expect(allocated.mock.calls.length).toBeGreaterThan(3 * messages.length);
  });
});
