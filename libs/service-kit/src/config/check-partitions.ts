import { allTopics } from '@harmonybatch/contracts';
import type { PartitionDifference } from '@harmonybatch/messaging';
import { ConfigError } from './read-config';

/** Topics that producers alone write: nothing of ours depends on how many partitions they have. */
const free = new Set(
  allTopics.filter(({ producers }) => producers.every((role) => role === 'producer')).map(({ name }) => name),
);

const problem = ({ topic, expected, actual }: PartitionDifference): string =>
  `topic ${topic} has ${actual} partitions where ${expected} are expected: set HARMONYBATCH_PARTITIONS to what the topics have, or remove the topic (and all its records) so that it is created anew`;

/**
 * The partition of an outcome is computed from its identity: where the count differs from what was configured, other
 * readers look in the wrong place. Throws `ConfigError`; differences that do no harm are returned.
 */
export function checkPartitions(differing: readonly PartitionDifference[]): readonly PartitionDifference[] {
  const harmful = differing.filter(({ topic }) => !free.has(topic));
  if (harmful.length > 0) throw new ConfigError(harmful.map(problem));
  return differing;
}
