/** A topic's name on the cluster. */
export const prefixed = (prefix: string, topic: string): string => `${prefix}${topic}`;

/**
 * The consumer group by which a service reads a topic. Each topic has its own group: kafkajs hands out the partitions
 * of one group by the leader's list of topics alone, and a topic that stands still must not hold the others up.
 */
export const groupIdOf = (prefix: string, service: string, topic: string): string =>
  `${prefix}harmonybatch.${service}.${topic}`;
