import { createRequire } from 'node:module';
import type { Partitions } from '../rebalance/sticky-division';
import type { Coordinator } from './rebalance-connection';

export interface Place {
  readonly topic: string;
  readonly partition: number;
}
type OffsetsByTopic = Record<string, Record<number, string>>;
/** What of kafkajs's positions of a consumer is used here. */
export interface OffsetManager {
  resolvedOffsets: OffsetsByTopic;
  committedOffsets(): OffsetsByTopic;
}
/** What they ask a cluster for. */
export interface OffsetCluster {
  refreshMetadata(): Promise<void>;
  findBroker(node: unknown): Promise<unknown>;
  defaultOffset(terms: unknown): number;
  fetchTopicsOffset(questions: unknown): Promise<unknown>;
}
/** What of kafkajs's membership in a group they are made of. */
export interface PositionedGroup {
  readonly cluster: OffsetCluster;
  readonly groupId: string;
  readonly topicConfigurations: unknown;
  readonly instrumentationEmitter: { emit(event: string, payload: object): void };
  readonly autoCommit: boolean;
  readonly autoCommitInterval: number | null;
  readonly autoCommitThreshold: number | null;
  coordinator: Coordinator;
  generationId: number | null;
  memberId: string | null;
}

const requireHere = createRequire(__filename);
const OffsetManagerClass = requireHere('kafkajs/src/consumer/offsetManager') as new (terms: object) => OffsetManager;

/**
 * Positions of a member in what it owns, each where it is committed. Committed offsets are each manager's own: kafkajs 2.2.4 has all
 * of a cluster share them, and an old one writes late.
 */
export function fetchPositions(group: PositionedGroup, owned: Partitions): OffsetManager {
  const { cluster, coordinator, groupId, generationId, memberId, topicConfigurations } = group;
  const { instrumentationEmitter, autoCommit, autoCommitInterval, autoCommitThreshold } = group;
  const committed = {};
  return new OffsetManagerClass({
    cluster: {
      committedOffsets: () => committed,
      findBroker: (node: unknown) => cluster.findBroker(node),
      refreshMetadata: () => cluster.refreshMetadata(),
      defaultOffset: (terms: unknown) => cluster.defaultOffset(terms),
      fetchTopicsOffset: (questions: unknown) => cluster.fetchTopicsOffset(questions),
    },
    memberAssignment: owned,
    ...{ coordinator, groupId, generationId, memberId, topicConfigurations },
    ...{ instrumentationEmitter, autoCommit, autoCommitInterval, autoCommitThreshold },
  });
}

/** Has a partition fetched on where it was fetched until now. */
export function carryOver({ topic, partition }: Place, from: OffsetManager, to: OffsetManager): void {
  const resolved = from.resolvedOffsets[topic]?.[partition];
  const committed = from.committedOffsets()[topic]?.[partition];
  if (resolved !== undefined) to.resolvedOffsets[topic]![partition] = resolved;
  if (committed !== undefined) to.committedOffsets()[topic]![partition] = committed;
}
