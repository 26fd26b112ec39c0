import { createRequire } from 'node:module';

interface PartitionMetadata {
  readonly partitionId: number;
  readonly leader: number | null;
}
type Leaders = Record<number, number[]>;
/** What of kafkajs's membership in a group is used here. */
interface ConsumerGroup {
  readonly cluster: { findTopicPartitionMetadata(topic: string): readonly PartitionMetadata[] };
  readonly topicsSubscribed: readonly string[];
  readonly partitionsPerSubscribedTopic: object | null;
  /** By topic and partition, where a broker named a replica that is nearer than the leader. */
  readonly preferredReadReplicasPerTopicPartition: Readonly<Record<string, object | undefined>>;
  findReadReplicaForPartitions: (this: ConsumerGroup, topic: string, partitions: readonly number[]) => Leaders;
  checkForStaleAssignment: (this: ConsumerGroup) => void;
}
/** What a group was compared with, and what it knew then. */
interface Comparison {
  readonly known: object | null;
  readonly metadata: readonly object[];
}

const requireHere = createRequire(__filename);

/**
 * Has kafkajs look at the metadata of a topic once each time they come. Version 2.2.4 compares all partitions with those that it
 * knows, and looks for the leader of each among all of them, before every fetch.
 */
export function rememberLeaders(): void {
  const { prototype } = requireHere('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup };
  findLeadersOnce(prototype);
  compareOnce(prototype);
}

function findLeadersOnce(prototype: ConsumerGroup): void {
  const { findReadReplicaForPartitions: find } = prototype;
  const leaders = new WeakMap<readonly PartitionMetadata[], ReadonlyMap<number, number | null>>();

  prototype.findReadReplicaForPartitions = function (topic, partitions) {
    const metadata = this.cluster.findTopicPartitionMetadata(topic);
    let leaderOf = leaders.get(metadata);
    if (leaderOf === undefined) {
      leaderOf = new Map(metadata.map(({ partitionId, leader }) => [partitionId, leader]));
      leaders.set(metadata, leaderOf);
    }
    const byLeader: Leaders = {};
    for (const partition of partitions) {
      const leader = leaderOf.get(partition);
      if (leader === null || hasAny(this.preferredReadReplicasPerTopicPartition[topic]))
        return find.call(this, topic, partitions);
      if (leader !== undefined) (byLeader[leader] ??= []).push(partition);
    }
    return byLeader;
  };
}

function compareOnce(prototype: ConsumerGroup): void {
  const { checkForStaleAssignment: compare } = prototype;
  const comparisons = new WeakMap<ConsumerGroup, Comparison>();

  prototype.checkForStaleAssignment = function () {
    const known = this.partitionsPerSubscribedTopic;
    const metadata = this.topicsSubscribed.map((topic) => this.cluster.findTopicPartitionMetadata(topic));
    const last = comparisons.get(this);
    if (last?.known === known && last.metadata.every((one, index) => one === metadata[index])) return;
    compare.call(this);
    comparisons.set(this, { known, metadata });
  };
}

function hasAny(entries: object | undefined): boolean {
  for (const entry in entries) if (Object.hasOwn(entries, entry)) return true;
  return false;
}
