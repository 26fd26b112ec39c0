import { allTopics } from '@harmonybatch/contracts';
import type { PartitionCountMismatch } from '@harmonybatch/messaging';
import { ConfigError } from './read-config';

/** Topics whose records need one order, or one owner. */
const singlePartition = new Set(allTopics.filter(({ partitions }) => partitions === 'one').map(({ name }) => name));

const problem = ({ topic, actual }: PartitionCountMismatch): string =>
  `topic ${topic} has ${actual} partitions where one is expected, because its records need a total order: delete the topic (and all its records) so that it is recreated`;

/**
 * Throws `ConfigError` where a topic is divided whose records need one order. How many partitions the others have was asked for
 * when they were created: where others created them, or they have grown, services continue all the same. The
 * differences are returned.
 */
export function checkPartitions(differing: readonly PartitionCountMismatch[]): readonly PartitionCountMismatch[] {
  const harmful = differing.filter(({ topic }) => singlePartition.has(topic));
  if (harmful.length > 0) throw new ConfigError(harmful.map(problem));
  return differing;
}
