import fc from 'fast-check';
import { Partitioners, type PartitionMetadata } from 'kafkajs';
import { stickyPartitioner } from '../src/publisher/sticky-partitioner';

const partitions = (count: number, leaderless: readonly number[] = []): PartitionMetadata[] =>
  Array.from({ length: count }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: leaderless.includes(partitionId) ? -1 : 1,
    replicas: [],
    isr: [],
  }));

describe('partitioning', () => {
  const partitionOf = stickyPartitioner(['spread'])();
  const send = async (topic: string, count: number, partitionMetadata = partitions(4)): Promise<number[]> => {
    const chosen = Array.from({ length: count }, (_, index) =>
      partitionOf({ topic, partitionMetadata, message: { key: `k${index}`, value: '' } }),
    );
    await Promise.resolve();
    return chosen;
  };

  it('puts a key where every Kafka client puts it', () => {
    const theirs = Partitioners.DefaultPartitioner();
    const keys = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    const key = fc.property(keys, fc.integer({ min: 1, max: 1_000 }), (key, count) => {
      const args = { topic: 'keyed', partitionMetadata: partitions(count), message: { key, value: '' } };
      expect(partitionOf(args)).toBe(theirs(args));
    });
    fc.assert(key, { numRuns: 1_000 });
  });

  it('puts records without a key where kafkajs would', () => {
    const args = { topic: 'keyed', partitionMetadata: partitions(4), message: { key: null, value: '' } };
    expect(new Set(Array.from({ length: 4 }, () => partitionOf(args)))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('keeps a send of a spread topic together and uses all partitions in turn', async () => {
    const sends: number[][] = [];
    for (let index = 0; index < 4; index += 1) sends.push(await send('spread', 10));
    for (const chosen of sends) expect(new Set(chosen).size).toBe(1);
    expect(sends.map(([partition]) => partition).sort()).toEqual([0, 1, 2, 3]);
  });

  it('divides a large send', async () => {
    expect(new Set(await send('spread', 200)).size).toBe(4);
  });

  it('passes over a partition without a leader', async () => {
    for (let index = 0; index < 8; index += 1) expect(await send('spread', 1, partitions(2, [0]))).toEqual([1]);
  });
});
